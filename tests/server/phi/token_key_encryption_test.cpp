#include "server/phi/token_key_encryption.h"

#include "server/phi/key_material.h"
#include "server/phi/tenant_keyring.h"
#include "tests/server/phi/temporary_keys.h"
#include "tests/support/soft_token.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <p11-kit/pkcs11.h>

namespace custos::phi {
namespace {

using ledger::Uuid;
using testing::SoftToken;

FieldAddress address(std::uint8_t row) {
    FieldAddress address{.tenant = {}, .field = Field::TenantKeyWrap, .row = {}};
    address.row.bytes[15] = row;
    return address;
}

class TokenKeyEncryptionTest : public ::testing::Test {
protected:
    [[nodiscard]] TokenAddress where() const {
        return {SoftToken::module, SoftToken::label, token.pinFile()};
    }
    [[nodiscard]] std::unique_ptr<TokenKeyEncryption> open() {
        auto opened = TokenKeyEncryption::open(where(), files.store);
        return opened ? std::move(*opened) : nullptr;
    }
    [[nodiscard]] TokenError refusal(const TokenAddress& at) {
        const auto opened = TokenKeyEncryption::open(at, files.store);
        EXPECT_FALSE(opened);
        return opened ? TokenError::Refused : opened.error();
    }

    SoftToken token;
    TemporaryKeys files;
};

ledger::Bytes wrapOne(KeyEncryption& keys, std::uint8_t row, const DataKey& key) {
    const KeyToWrap asked{address(row), DataKey(key.view())};
    return keys.wrap(std::span(&asked, 1)).value().front();
}

Result<std::vector<DataKey>, KeyEncryptionError> unwrapOne(KeyEncryption& keys, std::uint8_t row,
                                                           const ledger::Bytes& wrapped) {
    const WrappedKey asked{address(row), wrapped};
    return keys.unwrap(std::span(&asked, 1));
}

bool equal(const DataKey& a, const DataKey& b) {
    return std::equal(a.view().begin(), a.view().end(), b.view().begin());
}

TEST_F(TokenKeyEncryptionTest, wrapsOnTheTokenWhatTheFilesNeverSee) {
    const DataKey key = randomKey();
    ledger::Bytes wrapped;
    {
        const auto keys = open();
        ASSERT_TRUE(keys);
        EXPECT_EQ(keys->newest(), 1u); // the file, until the token has made one
        EXPECT_EQ(keys->addVersion().value(), 2u);
        wrapped = wrapOne(*keys, 7, key);
        EXPECT_EQ(keyVersionOf(wrapped), 2u);
    }
    const auto again = open(); // another login, as after a restart
    ASSERT_TRUE(again);
    EXPECT_TRUE(equal(unwrapOne(*again, 7, wrapped).value().front(), key));
    SealedKeyEncryption filesAlone(files.store);
    EXPECT_EQ(unwrapOne(filesAlone, 7, wrapped).error(), KeyEncryptionError::NoVersion);
}

TEST_F(TokenKeyEncryptionTest, goesOnOpeningWhatTheFilesWrapped) {
    SealedKeyEncryption before(files.store);
    const DataKey key = randomKey();
    const auto wrapped = wrapOne(before, 7, key);
    const auto keys = open();
    ASSERT_TRUE(keys->addVersion());
    EXPECT_TRUE(equal(unwrapOne(*keys, 7, wrapped).value().front(), key));
}

TEST_F(TokenKeyEncryptionTest, refusesWhatWasMovedOrChangedAnywhere) {
    const auto keys = open();
    ASSERT_TRUE(keys->addVersion());
    const auto wrapped = wrapOne(*keys, 7, randomKey());
    EXPECT_EQ(unwrapOne(*keys, 8, wrapped).error(), KeyEncryptionError::Refused);
    for (std::size_t at = sealOverhead - 28; at < wrapped.size(); ++at) {
        auto changed = wrapped;
        changed[at] ^= 1;
        EXPECT_EQ(unwrapOne(*keys, 7, changed).error(), KeyEncryptionError::Refused) << at;
    }
    auto ofNoVersion = wrapped;
    ofNoVersion[4] = 9;
    EXPECT_EQ(unwrapOne(*keys, 7, ofNoVersion).error(), KeyEncryptionError::NoVersion);
}

TEST_F(TokenKeyEncryptionTest, saysWhyItDoesNotOpen) {
    EXPECT_EQ(refusal({"/nonexistent/module.so", SoftToken::label, token.pinFile()}), TokenError::NoModule);
    EXPECT_EQ(refusal({"/usr/lib/x86_64-linux-gnu/libc.so.6", SoftToken::label, token.pinFile()}),
              TokenError::NoModule);
    EXPECT_EQ(refusal({SoftToken::module, "another", token.pinFile()}), TokenError::NoToken);
    EXPECT_EQ(refusal({SoftToken::module, SoftToken::label, "/nonexistent/pin"}), TokenError::NoPin);
    token.writePin("24681357\n", 0644);
    EXPECT_EQ(refusal(where()), TokenError::NoPin);
    token.writePin("");
    EXPECT_EQ(refusal(where()), TokenError::NoPin);
    token.writePin("13572468\n");
    EXPECT_EQ(refusal(where()), TokenError::WrongPin);
    std::filesystem::remove_all(token.tokens());
    EXPECT_NE(refusal(where()), TokenError::WrongPin);
}

// --- attacks with PKCS#11 itself, logged in as the server is ----------------------------------------------

class Attacker {
public:
    Attacker()
        : library_(::dlopen(SoftToken::module, RTLD_NOW)) {
        const auto list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library_, "C_GetFunctionList"));
        list(&call_);
        CK_SLOT_ID slots[8] = {}; // the test's token comes first, then the empty one that SoftHSM offers
        CK_ULONG count = std::size(slots);
        call_->C_GetSlotList(CK_TRUE, slots, &count);
        call_->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session_);
    }
    ~Attacker() {
        call_->C_CloseSession(session_);
        ::dlclose(library_);
    }
    Attacker(const Attacker&) = delete;
    Attacker& operator=(const Attacker&) = delete;

    CK_OBJECT_HANDLE find() {
        char label[] = "custos key encryption";
        CK_ATTRIBUTE named{CKA_LABEL, label, sizeof(label) - 1};
        CK_OBJECT_HANDLE key = 0;
        CK_ULONG count = 0;
        call_->C_FindObjectsInit(session_, &named, 1);
        call_->C_FindObjects(session_, &key, 1, &count);
        call_->C_FindObjectsFinal(session_);
        return count == 1 ? key : 0;
    }
    CK_RV readValue(CK_OBJECT_HANDLE key) {
        unsigned char value[32];
        CK_ATTRIBUTE asked{CKA_VALUE, value, sizeof(value)};
        return call_->C_GetAttributeValue(session_, key, &asked, 1);
    }
    CK_RV set(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, CK_BBOOL value) {
        CK_ATTRIBUTE wanted{type, &value, sizeof(value)};
        return call_->C_SetAttributeValue(session_, key, &wanted, 1);
    }
    /// A key of our name that can be read: what somebody who has the PIN may slip in.
    CK_RV plantReadableKey(std::uint32_t version) {
        unsigned char id[4] = {0, 0, 0, static_cast<unsigned char>(version)};
        unsigned char value[32] = {};
        char label[] = "custos key encryption";
        CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
        CK_KEY_TYPE aes = CKK_AES;
        CK_BBOOL yes = CK_TRUE;
        CK_BBOOL no = CK_FALSE;
        CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &secret, sizeof(secret)},
                                 {CKA_KEY_TYPE, &aes, sizeof(aes)},
                                 {CKA_TOKEN, &yes, sizeof(yes)},
                                 {CKA_SENSITIVE, &no, sizeof(no)},
                                 {CKA_EXTRACTABLE, &yes, sizeof(yes)},
                                 {CKA_ENCRYPT, &yes, sizeof(yes)},
                                 {CKA_DECRYPT, &yes, sizeof(yes)},
                                 {CKA_LABEL, label, sizeof(label) - 1},
                                 {CKA_ID, id, sizeof(id)},
                                 {CKA_VALUE, value, sizeof(value)}};
        CK_OBJECT_HANDLE made = 0;
        return call_->C_CreateObject(session_, wanted, std::size(wanted), &made);
    }
    void logOut() { call_->C_Logout(session_); }

private:
    void* library_;
    CK_FUNCTION_LIST* call_ = nullptr;
    CK_SESSION_HANDLE session_ = 0;
};

TEST_F(TokenKeyEncryptionTest, keepsAKeyThatNobodyCanTakeOut) {
    const auto keys = open();
    ASSERT_TRUE(keys->addVersion());
    Attacker attacker;
    const auto key = attacker.find();
    ASSERT_NE(key, 0u);
    EXPECT_EQ(attacker.readValue(key), CKR_ATTRIBUTE_SENSITIVE);
    EXPECT_NE(attacker.set(key, CKA_EXTRACTABLE, CK_TRUE), CKR_OK);
    EXPECT_NE(attacker.set(key, CKA_SENSITIVE, CK_FALSE), CKR_OK);
}

TEST_F(TokenKeyEncryptionTest, takesNoKeyThatCouldHaveLeftTheToken) {
    {
        const auto keys = open();
        ASSERT_EQ(Attacker().plantReadableKey(2), CKR_OK);
    }
    const auto keys = open();
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->newest(), 1u);
    const auto made = keys->addVersion();
    EXPECT_TRUE(made);
    EXPECT_TRUE(unwrapOne(*keys, 7, wrapOne(*keys, 7, randomKey())));
}

TEST_F(TokenKeyEncryptionTest, failsClosedWhenTheTokenIsLoggedOutUnderIt) {
    const auto keys = open();
    ASSERT_TRUE(keys->addVersion());
    const auto wrapped = wrapOne(*keys, 7, randomKey());
    Attacker().logOut();
    EXPECT_FALSE(unwrapOne(*keys, 7, wrapped));
    const KeyToWrap asked{address(7), randomKey()};
    EXPECT_FALSE(keys->wrap(std::span(&asked, 1)));
    EXPECT_FALSE(keys->addVersion());
}

TEST_F(TokenKeyEncryptionTest, namesTheTokensVersionsAmongTheFingerprints) {
    const auto keys = open();
    EXPECT_TRUE(keys->fingerprints().empty());
    ASSERT_TRUE(keys->addVersion());
    const auto lines = keys->fingerprints();
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines.front().starts_with("key-encryption-2:")) << lines.front();
}

} // namespace
} // namespace custos::phi
