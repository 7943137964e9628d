#include "server/phi/field_cipher.h"

#include "server/phi/key_material.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace custos::phi {
namespace {

using ledger::Bytes;
using ledger::Uuid;

Uuid uuid(std::uint8_t last) {
    Uuid made;
    made.bytes[0] = 0x55;
    made.bytes[15] = last;
    return made;
}

const FieldAddress address{uuid(1), Field::PatientFamilyName, uuid(2)};
constexpr std::string_view name = "Testerman";

class FieldCipherTest : public ::testing::Test {
protected:
    FieldCipher cipher{randomKey(), 3};
    Bytes sealed = cipher.seal(address, name);
};

TEST_F(FieldCipherTest, opensWhatItSealed) {
    EXPECT_EQ(cipher.open(address, sealed).value(), name);
    EXPECT_EQ(sealed.size(), name.size() + sealOverhead);
    EXPECT_EQ(keyVersionOf(sealed), 3u);
}

TEST_F(FieldCipherTest, sealsEmptyAndLongTextsAlike) {
    for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 70'000u}) {
        const std::string text(size, 'x');
        EXPECT_EQ(cipher.open(address, cipher.seal(address, text)).value(), text);
    }
}

TEST_F(FieldCipherTest, showsNothingOfThePlaintext) {
    const std::string_view bytes(reinterpret_cast<const char*>(sealed.data()), sealed.size());
    EXPECT_EQ(bytes.find(name.substr(0, 4)), std::string_view::npos);
    EXPECT_NE(cipher.seal(address, name), sealed);
}

TEST_F(FieldCipherTest, refusesACiphertextMovedToAnotherTenantRowOrField) {
    FieldAddress moved = address;
    moved.tenant = uuid(9);
    EXPECT_FALSE(cipher.open(moved, sealed));
    moved = address;
    moved.row = uuid(9);
    EXPECT_FALSE(cipher.open(moved, sealed));
    moved = address;
    moved.field = Field::PatientGivenName;
    EXPECT_FALSE(cipher.open(moved, sealed));
}

TEST_F(FieldCipherTest, refusesTenantAndRowInEachOthersPlace) {
    EXPECT_FALSE(cipher.open({address.row, address.field, address.tenant}, sealed));
}

TEST_F(FieldCipherTest, refusesACiphertextRelabelledWithAnotherKeyVersion) {
    const DataKey key = randomKey();
    const FieldCipher older(DataKey(key.view()), 1);
    const FieldCipher newer(DataKey(key.view()), 2);
    Bytes moved = older.seal(address, name);
    EXPECT_FALSE(newer.open(address, moved));
    moved[4] = 2; // the same key bytes, but the version is part of what the tag covers
    EXPECT_FALSE(newer.open(address, moved));
}

TEST_F(FieldCipherTest, refusesAnotherKey) {
    EXPECT_FALSE(FieldCipher(randomKey(), 3).open(address, sealed));
}

TEST_F(FieldCipherTest, answersEveryFlippedBitWithTheSameError) {
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes damaged = sealed;
        damaged[bit / 8] ^= std::uint8_t(1u << bit % 8);
        const auto opened = cipher.open(address, damaged);
        ASSERT_FALSE(opened) << "bit " << bit;
        EXPECT_EQ(opened.error(), CipherError::Refused);
    }
}

TEST_F(FieldCipherTest, answersEveryTruncationWithTheSameError) {
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        const auto opened = cipher.open(address, ledger::ByteView(sealed).first(size));
        ASSERT_FALSE(opened) << size;
        EXPECT_EQ(opened.error(), CipherError::Refused);
    }
    Bytes longer = sealed;
    longer.push_back(0);
    EXPECT_FALSE(cipher.open(address, longer));
}

TEST_F(FieldCipherTest, neverRepeatsANonceAndSpreadsItsBitsEvenly) {
    constexpr int count = 100'000;
    std::set<Bytes> nonces;
    std::array<int, 96> ones{};
    for (int i = 0; i < count; ++i) {
        const Bytes made = cipher.seal(address, std::string_view{});
        const Bytes nonce(made.begin() + 5, made.begin() + 17);
        for (std::size_t bit = 0; bit < ones.size(); ++bit)
            ones[bit] += nonce[bit / 8] >> bit % 8 & 1;
        nonces.insert(nonce);
    }
    EXPECT_EQ(nonces.size(), std::size_t(count));
    // Seven standard deviations (158 each) around the half: a counter or a fixed part is far outside.
    for (const int seen : ones)
        EXPECT_NEAR(seen, count / 2, 1'110);
}

TEST_F(FieldCipherTest, opensKeysOnlyOfTheRightSize) {
    const DataKey inner = randomKey();
    const auto opened = cipher.openKey(address, cipher.seal(address, inner.view()));
    ASSERT_TRUE(opened);
    EXPECT_TRUE(std::ranges::equal(opened->view(), inner.view()));
    EXPECT_FALSE(cipher.openKey(address, sealed));
}

TEST(DeriveKey, agreesWithHkdfComputedElsewhere) {
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0b..0b -kdfopt info:"custos test" HKDF
    std::array<std::uint8_t, 32> from{};
    from.fill(0x0b);
    EXPECT_EQ(ledger::toHex(deriveKey(from, "custos test").view()),
              "57ca2975f044d1c609d350f29dd8ae15a0c8e691a3870f62c90318554c701f3f");
}

} // namespace
} // namespace custos::phi
