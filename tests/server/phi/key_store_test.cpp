#include "server/phi/key_store.h"

#include "ledger/keys.h"
#include "tests/support/temporary_directory.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sys/stat.h>

namespace custos::phi {
namespace {

namespace fs = std::filesystem;

constexpr std::array allKeys{StoredKey::KeyEncryption, StoredKey::Pepper, StoredKey::AuditMac,
                             StoredKey::SubjectHash, StoredKey::LedgerSigning};

class KeyStoreTest : public ::testing::Test {
protected:
    KeyStoreError refusal() {
        const auto opened = KeyStore::open(keys);
        EXPECT_FALSE(opened);
        return opened ? KeyStoreError::Unwritable : opened.error();
    }

    testing::TemporaryDirectory root;
    const fs::path keys = root.path() / "keys";
};

std::string hex(const KeyStore& store, StoredKey key) {
    return ledger::toHex(store.key(key));
}

TEST_F(KeyStoreTest, readsBackTheKeysThatItMade) {
    const auto created = KeyStore::create(keys);
    ASSERT_TRUE(created);
    const auto opened = KeyStore::open(keys);
    ASSERT_TRUE(opened);
    for (const StoredKey key : allKeys)
        EXPECT_EQ(hex(created->store, key), hex(*opened, key));
    EXPECT_EQ(created->store.fingerprints(), opened->fingerprints());
}

TEST_F(KeyStoreTest, makesEveryKeyDifferent) {
    const auto created = KeyStore::create(keys);
    std::set<std::string> seen;
    for (const StoredKey key : allKeys)
        seen.insert(hex(created->store, key));
    EXPECT_EQ(seen.size(), allKeys.size());
}

TEST_F(KeyStoreTest, leavesFilesThatOnlyItsOwnUserMayRead) {
    ASSERT_TRUE(KeyStore::create(keys));
    EXPECT_EQ(fs::status(keys).permissions() & fs::perms::all, fs::perms::owner_all);
    int files = 0;
    for (const auto& entry : fs::directory_iterator(keys)) {
        ++files;
        EXPECT_EQ(entry.status().permissions() & fs::perms::all,
                  fs::perms::owner_read | fs::perms::owner_write)
            << entry.path();
    }
    EXPECT_EQ(files, 6);
}

TEST_F(KeyStoreTest, isTightUnderALooseUmaskToo) {
    const mode_t before = ::umask(0);
    const auto created = KeyStore::create(keys);
    ::umask(before);
    EXPECT_TRUE(created);
    EXPECT_TRUE(KeyStore::open(keys));
}

TEST_F(KeyStoreTest, refusesLooserPermissionsThanItGave) {
    ASSERT_TRUE(KeyStore::create(keys));
    for (const auto& entry : fs::directory_iterator(keys)) {
        fs::permissions(entry.path(), fs::perms::group_read, fs::perm_options::add);
        EXPECT_EQ(refusal(), KeyStoreError::LoosePermissions) << entry.path();
        fs::permissions(entry.path(), fs::perms::group_read, fs::perm_options::remove);
    }
    fs::permissions(keys, fs::perms::others_exec, fs::perm_options::add);
    EXPECT_EQ(refusal(), KeyStoreError::LoosePermissions);
}

TEST_F(KeyStoreTest, followsNoLinks) {
    ASSERT_TRUE(KeyStore::create(keys));
    const fs::path elsewhere = keys.parent_path() / "elsewhere";
    fs::rename(keys / "pepper", elsewhere);
    fs::create_symlink(elsewhere, keys / "pepper");
    EXPECT_EQ(refusal(), KeyStoreError::LoosePermissions);
    fs::remove(keys / "pepper");
    fs::create_hard_link(elsewhere, keys / "pepper");
    EXPECT_EQ(refusal(), KeyStoreError::LoosePermissions);
}

TEST_F(KeyStoreTest, neverReplacesAMissingKey) {
    EXPECT_EQ(refusal(), KeyStoreError::Missing);
    ASSERT_TRUE(KeyStore::create(keys));
    fs::remove(keys / "key-encryption");
    EXPECT_EQ(refusal(), KeyStoreError::Missing);
    EXPECT_FALSE(fs::exists(keys / "key-encryption"));
}

TEST_F(KeyStoreTest, neverOverwritesKeysThatAreThere) {
    const auto first = KeyStore::create(keys);
    const auto second = KeyStore::create(keys);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), KeyStoreError::AlreadyThere);
    EXPECT_EQ(first->store.fingerprints(), KeyStore::open(keys)->fingerprints());
}

TEST_F(KeyStoreTest, refusesADamagedOrExchangedFile) {
    ASSERT_TRUE(KeyStore::create(keys));
    fs::copy_file(keys / "audit-mac", keys / "pepper", fs::copy_options::overwrite_existing);
    EXPECT_EQ(refusal(), KeyStoreError::Damaged);
}

TEST_F(KeyStoreTest, findsEveryChangedCharacterOfAKeyFile) {
    ASSERT_TRUE(KeyStore::create(keys));
    const fs::path file = keys / "pepper";
    std::string line;
    std::getline(std::ifstream(file), line);
    for (std::size_t at = 0; at < line.size(); ++at) {
        std::string changed = line;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        std::ofstream(file, std::ios::trunc) << changed << "\n";
        EXPECT_EQ(refusal(), KeyStoreError::Damaged) << "character " << at;
    }
}

TEST_F(KeyStoreTest, startsAfreshAfterACrashHalfWay) {
    fs::create_directory(keys.string() + ".new");
    std::ofstream(keys.string() + ".new/pepper") << "half";
    EXPECT_EQ(refusal(), KeyStoreError::Missing);
    EXPECT_TRUE(KeyStore::create(keys));
    EXPECT_TRUE(KeyStore::open(keys));
}

TEST_F(KeyStoreTest, showsNothingOfAKeyInItsFingerprint) {
    const auto created = KeyStore::create(keys);
    for (const std::string& line : created->store.fingerprints()) {
        const std::string digits = line.substr(line.find(':') + 1);
        EXPECT_EQ(digits.size(), 16u);
        for (const StoredKey key : allKeys)
            EXPECT_EQ(hex(created->store, key).find(digits), std::string::npos);
    }
}

TEST_F(KeyStoreTest, printsARecoveryKeyThatItDoesNotKeep) {
    const auto created = KeyStore::create(keys);
    const auto seed = parseRecoveryKey(created->recovery.text);
    ASSERT_TRUE(seed);
    const auto pair = ledger::SigningKey::fromSeed(*seed);
    EXPECT_TRUE(std::ranges::equal(pair.publicKey().bytes, created->store.recoveryPublicKey()));
    for (const auto& entry : fs::directory_iterator(keys)) {
        std::string content;
        std::getline(std::ifstream(entry.path()), content);
        EXPECT_EQ(content.find(ledger::toBase64(seed->view())), std::string::npos);
    }
}

TEST_F(KeyStoreTest, readsARecoveryKeyAsPeopleTypeIt) {
    const std::string printed = KeyStore::create(keys)->recovery.text;
    std::string typed;
    for (const char c : printed)
        typed.push_back(c == '-' ? ' ' : char(std::toupper(c)));
    EXPECT_TRUE(parseRecoveryKey(typed));
    typed[0] = typed[0] == '0' ? '1' : '0';
    EXPECT_FALSE(parseRecoveryKey(typed));
    EXPECT_FALSE(parseRecoveryKey(printed.substr(5)));
    EXPECT_FALSE(parseRecoveryKey(""));
}

} // namespace
} // namespace custos::phi
