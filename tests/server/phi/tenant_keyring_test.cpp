#include "server/phi/tenant_keyring.h"

#include "tests/server/phi/temporary_keys.h"

#include <gtest/gtest.h>

namespace custos::phi {
namespace {

using ledger::Uuid;

Uuid uuid(std::uint8_t last) {
    Uuid made;
    made.bytes[15] = last;
    return made;
}
const Uuid harborlane = uuid(1);
const Uuid pinewood = uuid(2);
const Uuid patient = uuid(3);
const Uuid visit = uuid(4);

// Rows as the database holds them; tests edit them as somebody with SQL would.
class Rows final : public TenantKeyTable {
public:
    Result<std::vector<WrappedTenantKey>, KeyTableError> load(const Uuid& tenant) override {
        ++loads;
        if (away)
            return unexpected(KeyTableError::Unavailable);
        return rows[tenant];
    }
    Result<void, KeyTableError> add(const Uuid& tenant, std::span<const WrappedTenantKey> keys) override {
        if (away)
            return unexpected(KeyTableError::Unavailable);
        for (const WrappedTenantKey& key : keys)
            if (find(tenant, key.purpose, key.version) == nullptr)
                rows[tenant].push_back(key);
        return {};
    }
    Result<bool, KeyTableError> replace(const Uuid& tenant, std::span<const WrappedTenantKey> before,
                                        std::span<const WrappedTenantKey> after) override {
        for (std::size_t at = 0; at < before.size(); ++at)
            *find(tenant, before[at].purpose, before[at].version) = after[at];
        return true;
    }
    Result<bool, KeyTableError> retire(const Uuid& tenant, KeyPurpose purpose,
                                       std::uint32_t version) override {
        if (purpose == inUse)
            return false;
        std::erase_if(rows[tenant],
                      [&](const auto& row) { return row.purpose == purpose && row.version < version; });
        return true;
    }
    WrappedTenantKey* find(const Uuid& tenant, KeyPurpose purpose, std::uint32_t version) {
        for (WrappedTenantKey& row : rows[tenant])
            if (row.purpose == purpose && row.version == version)
                return &row;
        return nullptr;
    }

    std::map<Uuid, std::vector<WrappedTenantKey>> rows;
    bool away = false;
    std::optional<KeyPurpose> inUse; ///< something is under each of its versions
    int loads = 0;
};

class TenantKeyringTest : public ::testing::Test {
protected:
    TenantKeyringTest() {
        EXPECT_TRUE(keyring.create(harborlane));
        EXPECT_TRUE(keyring.create(pinewood));
    }
    std::shared_ptr<const TenantKeys> keysOf(const Uuid& tenant) { return keyring.open(tenant).value(); }
    KeyringError refusal(const Uuid& tenant) {
        keyring.clear();
        const auto opened = keyring.open(tenant);
        EXPECT_FALSE(opened);
        return opened ? KeyringError::Unavailable : opened.error();
    }

    TemporaryKeys files;
    Rows rows;
    std::chrono::steady_clock::time_point now{};
    TenantKeyring keyring{files.store, rows, {}, [this] { return now; }};
};

TEST_F(TenantKeyringTest, opensAPatientsFieldsByTheWrappedKey) {
    const NewPatientKey made = keysOf(harborlane)->newPatientKey(patient);
    const auto sealed = made.cipher.seal(Field::AppointmentReason, visit, "check-up");
    keyring.clear();
    const auto again = keysOf(harborlane)->patient(patient, made.wrapped);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->open(Field::AppointmentReason, visit, sealed).value(), "check-up");
}

TEST_F(TenantKeyringTest, refusesAPatientsKeyForAnotherPatientOrTenant) {
    const NewPatientKey made = keysOf(harborlane)->newPatientKey(patient);
    EXPECT_FALSE(keysOf(harborlane)->patient(uuid(9), made.wrapped));
    EXPECT_FALSE(keysOf(pinewood)->patient(patient, made.wrapped));
}

TEST_F(TenantKeyringTest, opensNothingOfAPatientWhoseKeyIsGone) {
    const NewPatientKey shredded = keysOf(harborlane)->newPatientKey(patient);
    const auto sealed = shredded.cipher.seal(Field::PatientNotes, patient, "synthetic note");
    const NewPatientKey other = keysOf(harborlane)->newPatientKey(patient);
    EXPECT_FALSE(other.cipher.open(Field::PatientNotes, patient, sealed));
}

TEST_F(TenantKeyringTest, refusesATenantKeyMovedToAnotherTenantPurposeOrVersion) {
    const auto genuine = rows.rows;
    rows.rows[pinewood] = genuine.at(harborlane);
    EXPECT_EQ(refusal(pinewood), KeyringError::Refused);
    rows.rows = genuine;
    std::swap(rows.find(harborlane, KeyPurpose::Fields, 1)->wrapped,
              rows.find(harborlane, KeyPurpose::Secrets, 1)->wrapped);
    EXPECT_EQ(refusal(harborlane), KeyringError::Refused);
    rows.rows = genuine;
    rows.find(harborlane, KeyPurpose::Fields, 1)->version = 2;
    EXPECT_EQ(refusal(harborlane), KeyringError::Refused);
}

TEST_F(TenantKeyringTest, refusesATenantsKeysUnderAnotherKeyEncryptionKey) {
    const TemporaryKeys otherFiles;
    TenantKeyring other(otherFiles.store, rows);
    const auto opened = other.open(harborlane);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error(), KeyringError::Refused);
}

TEST_F(TenantKeyringTest, neverMakesKeysForATenantThatLostThem) {
    rows.rows[harborlane].clear();
    EXPECT_EQ(refusal(harborlane), KeyringError::NoKeys);
    EXPECT_TRUE(rows.rows[harborlane].empty());
}

TEST_F(TenantKeyringTest, refusesWhenAPurposeIsMissing) {
    std::erase_if(rows.rows[harborlane],
                  [](const auto& row) { return row.purpose == KeyPurpose::BlindIndex; });
    EXPECT_EQ(refusal(harborlane), KeyringError::Refused);
}

TEST_F(TenantKeyringTest, saysWhenTheTableIsAway) {
    rows.away = true;
    EXPECT_EQ(refusal(harborlane), KeyringError::Unavailable);
}

TEST_F(TenantKeyringTest, createsKeysOnce) {
    const auto before = rows.find(harborlane, KeyPurpose::Fields, 1)->wrapped;
    EXPECT_TRUE(keyring.create(harborlane));
    EXPECT_EQ(rows.find(harborlane, KeyPurpose::Fields, 1)->wrapped, before);
    EXPECT_EQ(rows.rows[harborlane].size(), allKeyPurposes.size());
}

TEST_F(TenantKeyringTest, keepsKeysForABoundedTimeOnly) {
    (void)keysOf(harborlane);
    const int loads = rows.loads;
    const std::weak_ptr<const TenantKeys> held = keysOf(harborlane);
    EXPECT_EQ(rows.loads, loads);
    now += std::chrono::minutes(10);
    (void)keysOf(pinewood); // the call that clears is anybody's
    EXPECT_TRUE(held.expired());
    (void)keysOf(harborlane);
    EXPECT_EQ(rows.loads, loads + 2);
}

TEST_F(TenantKeyringTest, learnsOfAnotherServersVersionWithinSeconds) {
    TenantKeyring other(files.store, rows, {}, [this] { return now; });
    (void)other.open(harborlane);
    EXPECT_TRUE(keyring.rotate(harborlane));
    EXPECT_EQ(other.open(harborlane).value()->newestVersion(KeyPurpose::Fields), 1u);
    now += std::chrono::seconds(5);
    EXPECT_EQ(other.open(harborlane).value()->newestVersion(KeyPurpose::Fields), 2u);
}

TEST_F(TenantKeyringTest, unwrapsNothingAnewWhileTheTableSaysTheSame) {
    const auto before = keysOf(harborlane);
    now += std::chrono::seconds(6);
    EXPECT_EQ(keysOf(harborlane), before);
}

TEST_F(TenantKeyringTest, opensOldVersionsAfterARotationAndSealsWithTheNew) {
    const NewPatientKey made = keysOf(harborlane)->newPatientKey(patient);
    const auto sealed = made.cipher.seal(Field::PatientNotes, patient, "synthetic note");
    EXPECT_TRUE(keyring.rotate(harborlane));
    EXPECT_TRUE(keyring.isRotating(harborlane).value());
    const auto keys = keysOf(harborlane);
    EXPECT_EQ(keys->patient(patient, made.wrapped)->open(Field::PatientNotes, patient, sealed).value(),
              "synthetic note");
    const auto fresh = keys->newPatientKey(patient);
    EXPECT_EQ(keyVersionOf(fresh.wrapped), 2u);
    EXPECT_EQ(keyVersionOf(fresh.cipher.seal(Field::PatientNotes, patient, "synthetic note")), 2u);
    EXPECT_FALSE(fresh.cipher.open(Field::PatientNotes, patient, sealed));
}

TEST_F(TenantKeyringTest, opensNothingOfARetiredVersion) {
    const NewPatientKey made = keysOf(harborlane)->newPatientKey(patient);
    EXPECT_TRUE(keyring.rotate(harborlane));
    EXPECT_TRUE(keyring.retire(harborlane).value());
    EXPECT_FALSE(keyring.isRotating(harborlane).value());
    EXPECT_FALSE(keysOf(harborlane)->patient(patient, made.wrapped));
}

TEST_F(TenantKeyringTest, searchesByBothIndexKeysUntilTheOlderOneIsRetired) {
    const auto before = keysOf(harborlane)->blindIndex().tokensOfQuery("testerman");
    EXPECT_TRUE(keyring.rotate(harborlane));
    const auto during = keysOf(harborlane);
    ASSERT_EQ(during->blindIndexes().size(), 2U);
    EXPECT_EQ(during->blindIndexes().begin()->second.tokensOfQuery("testerman"), before); // the oldest first
    const auto newest = during->blindIndex().tokensOfQuery("testerman");
    EXPECT_NE(newest, before);
    EXPECT_EQ(during->newestVersion(KeyPurpose::BlindIndex), 2U);
    EXPECT_TRUE(keyring.retire(harborlane).value());
    EXPECT_EQ(keysOf(harborlane)->blindIndexes().size(), 1U);
    EXPECT_EQ(keysOf(harborlane)->blindIndex().tokensOfQuery("testerman"), newest);
}

TEST_F(TenantKeyringTest, keepsTheOlderIndexKeyWhileAnythingElseHadToStay) {
    rows.inUse = KeyPurpose::Fields;
    EXPECT_TRUE(keyring.rotate(harborlane));
    EXPECT_FALSE(keyring.retire(harborlane).value());
    EXPECT_EQ(keysOf(harborlane)->blindIndexes().size(), 2U);
    EXPECT_TRUE(keyring.isRotating(harborlane).value());
}

TEST_F(TenantKeyringTest, tellsAKeyThatCameLaterFromOneThatDoesNotOpen) {
    const auto before = keysOf(harborlane);
    EXPECT_TRUE(keyring.rotate(harborlane));
    const auto made = keysOf(harborlane)->newPatientKey(patient);
    EXPECT_FALSE(before->patient(patient, made.wrapped));
    EXPECT_TRUE(before->isNewer(KeyPurpose::Fields, made.wrapped));
    EXPECT_FALSE(keysOf(harborlane)->isNewer(KeyPurpose::Fields, made.wrapped));
}

TEST_F(TenantKeyringTest, rewrapsKeysByANewKeyEncryptionKeyAndReadsThemInAnotherServer) {
    const NewPatientKey made = keysOf(harborlane)->newPatientKey(patient);
    TenantKeyring other(files.store, rows, {}, [this] { return now; });
    ASSERT_EQ(keyring.keyEncryption().addVersion().value(), 2u);
    EXPECT_FALSE(keyring.isRewrapped(harborlane).value());
    ASSERT_TRUE(keyring.rewrap(harborlane));
    EXPECT_TRUE(keyring.isRewrapped(harborlane).value());
    for (const auto& row : rows.rows[harborlane])
        EXPECT_EQ(keyVersionOf(row.wrapped), 2u);
    EXPECT_TRUE(keysOf(harborlane)->patient(patient, made.wrapped));
    EXPECT_TRUE(other.open(harborlane).value()->patient(patient, made.wrapped));
    EXPECT_TRUE(other.open(pinewood)); // not rewrapped yet
}

TEST_F(TenantKeyringTest, rewrapsNothingWhereOneKeyDoesNotOpen) {
    ASSERT_TRUE(keyring.keyEncryption().addVersion());
    rows.find(harborlane, KeyPurpose::Secrets, 1)->wrapped.back() ^= 1;
    const auto before = rows.rows[harborlane];
    EXPECT_FALSE(keyring.rewrap(harborlane));
    EXPECT_EQ(rows.rows[harborlane], before);
}

TEST_F(TenantKeyringTest, refusesWhenAVersionOfTheKeyEncryptionKeyIsGone) {
    ASSERT_TRUE(keyring.keyEncryption().addVersion());
    ASSERT_TRUE(keyring.rewrap(harborlane));
    std::filesystem::remove(files.store.directory() / "key-encryption-2");
    TenantKeyring restarted(files.store, rows);
    EXPECT_EQ(restarted.open(harborlane).error(), KeyringError::Refused);
    EXPECT_TRUE(restarted.open(pinewood));
}

TEST_F(TenantKeyringTest, bindsSecretsToTheirFieldAndRow) {
    const auto keys = keysOf(harborlane);
    const auto sealed =
        keys->sealSecret(Field::AccountTotpSeed, visit, ledger::asBytes("twenty bytes of seed"));
    EXPECT_EQ(keys->openSecret(Field::AccountTotpSeed, visit, sealed).value(), "twenty bytes of seed");
    EXPECT_FALSE(keys->openSecret(Field::InvitationTotpSeed, visit, sealed));
    EXPECT_FALSE(keys->openSecret(Field::AccountTotpSeed, patient, sealed));
    EXPECT_FALSE(keysOf(pinewood)->openSecret(Field::AccountTotpSeed, visit, sealed));
}

TEST_F(TenantKeyringTest, indexesTheSameNameDifferentlyForEachTenant) {
    EXPECT_NE(keysOf(harborlane)->blindIndex().tokensOfQuery("testerman"),
              keysOf(pinewood)->blindIndex().tokensOfQuery("testerman"));
}

} // namespace
} // namespace custos::phi
