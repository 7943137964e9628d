#include "ledger/bytes.h"

#include "ledger/secret_key.h"
#include "ledger/uuid.h"

#include <gtest/gtest.h>

namespace custos::ledger {

TEST(Hex, readsBackWhatItWrites) {
    const Bytes bytes{0x00, 0x0f, 0xa0, 0xff};
    EXPECT_EQ(toHex(bytes), "000fa0ff");
    EXPECT_EQ(fromHex("000fa0ff"), bytes);
    EXPECT_EQ(fromHex(""), Bytes{});
}

TEST(Hex, hasOneSpellingOnly) {
    for (const char* other : {"0", "000FA0FF", "00 0f", "0x00", "00:0f", "zz", "00\n"})
        EXPECT_FALSE(fromHex(other)) << other;
}

TEST(Base64, readsBackTheVectorsOfRfc4648Section10) {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        const ByteView bytes = asBytes(plain);
        EXPECT_EQ(toBase64(bytes), encoded);
        EXPECT_EQ(fromBase64(encoded), Bytes(bytes.begin(), bytes.end())) << encoded;
    }
}

TEST(Base64, hasOneSpellingOnly) {
    // Missing padding, stray bits, white space, the URL alphabet, text after the padding.
    for (const char* other : {"Zg", "Zg=", "Zh==", "Zm9v ", " Zm9v", "Zm9v\n", "_-__", "Zg==Zg==", "Zm=v"})
        EXPECT_FALSE(fromBase64(other)) << other;
}

TEST(Base64, hashesHaveExactlyThirtyTwoBytes) {
    EXPECT_TRUE(hashFromBase64(toBase64(Bytes(32))));
    EXPECT_FALSE(hashFromBase64(toBase64(Bytes(31))));
    EXPECT_FALSE(hashFromBase64(toBase64(Bytes(33))));
    EXPECT_FALSE(hashFromHex(toHex(Bytes(31))));
}

TEST(EqualInConstantTime, seesEveryBitAndTheLength) {
    const Bytes bytes(32, 0x5a);
    EXPECT_TRUE(equalInConstantTime(bytes, Bytes(32, 0x5a)));
    EXPECT_FALSE(equalInConstantTime(bytes, Bytes(31, 0x5a)));
    EXPECT_FALSE(equalInConstantTime(bytes, {}));
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        Bytes other = bytes;
        other[bit / 8] ^= std::uint8_t(1 << bit % 8);
        EXPECT_FALSE(equalInConstantTime(bytes, other)) << bit;
    }
}

TEST(SecretKey, isZeroedWhenItGoesAndWhenItIsMovedFrom) {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(0x5a);
    alignas(SecretKey<32>) std::array<std::uint8_t, sizeof(SecretKey<32>)> place{};
    auto* const key = new (place.data()) SecretKey<32>(bytes);
    {
        const SecretKey<32> taken = std::move(*key);
        EXPECT_TRUE(std::ranges::equal(taken.view(), bytes));
        EXPECT_TRUE(std::ranges::all_of(place, [](std::uint8_t byte) { return byte == 0; }));
    }
    *key = SecretKey<32>(bytes);
    key->~SecretKey();
    EXPECT_TRUE(std::ranges::all_of(place, [](std::uint8_t byte) { return byte == 0; }));
}

TEST(Uuid, hasOneSpellingOnly) {
    const std::string text = "018f3a52-7c1e-7abc-9def-0123456789ab";
    const auto uuid = uuidFromText(text);
    ASSERT_TRUE(uuid);
    EXPECT_EQ(uuid->bytes[0], 0x01);
    EXPECT_EQ(uuid->bytes[15], 0xab);
    EXPECT_EQ(toText(*uuid), text);
    for (const char* other :
         {"018F3A52-7c1e-7abc-9def-0123456789ab", "018f3a527c1e7abc9def0123456789ab",
          "{018f3a52-7c1e-7abc-9def-0123456789ab}", "018f3a52-7c1e-7abc-9def-0123456789a",
          "018f3a5-27c1e-7abc-9def-0123456789ab", "018f3a52-7c1e-7abc-9def-0123456789ab-", ""})
        EXPECT_FALSE(uuidFromText(other)) << other;
}

TEST(Uuid, isRandomVersion4) {
    const auto text = toText(randomUuid());
    EXPECT_EQ(text[14], '4');
    EXPECT_TRUE(std::string("89ab").find(text[19]) != std::string::npos);
    EXPECT_NE(randomUuid(), randomUuid());
}

} // namespace custos::ledger
