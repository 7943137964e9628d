#include "tests/server/jobs/rotation_practice.h"

#include "server/db/queries.h"
#include "server/jobs/sealed_tables.h"
#include "server/phi/patient_record.h"

#include <atomic>
#include <set>
#include <thread>

namespace custos::jobs {

namespace {

using db::ErrorKind;
using ledger::Bytes;
using ledger::Uuid;
using phi::Field;

constexpr db::Query writeNote{"test_note",
                              "update practice.patient set note_sealed = $2, version = version + 1 "
                              "where tenant = (select auth.tenant()) and id = $1"};
constexpr db::Query bookVisit{
    "test_book",
    "insert into practice.appointment (tenant, id, imported, starts, ends, location, provider, patient, "
    "visit_sealed) values ((select auth.tenant()), $1, true, now(), now() + interval '1 hour', "
    "'a1000000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000003', $2, $3)"};
constexpr db::Query keyOf{"test_key_of", "select k.wrapped from phi.patient_key k where k.patient = $1"};
constexpr db::Query byToken{"test_by_token",
                            "select count(*) as hits from phi.blind_index b where b.token = any ($1)"};
constexpr db::Query bareNote{"test_bare_note",
                             "select p.note_sealed as note, k.wrapped from practice.patient p "
                             "join phi.patient_key k on k.patient = p.id where p.id = $1"};

} // namespace

class KeyRotationTest : public RotationTest {
protected:
    phi::PatientCipher cipherOf(int number, const phi::TenantKeys& keys) {
        auto superuser = database_.openSuperuser();
        auto work = superuser.begin();
        const auto ticket = work.run(keyOf, patient(number));
        EXPECT_TRUE(work.commit());
        return keys.patient(patient(number), work.take(ticket).front().get<Bytes>("wrapped")).value();
    }
    /// What the database says to a statement of the service `import`.
    template<class... P>
    Result<void, db::DbError> as(const std::string& service, const db::Query& query, const P&... params) {
        auto lease = desk_.parts().operations.acquire().value();
        auto work = lease->begin();
        work.enterService(practice_, service);
        work.run(query, params...);
        return work.commit();
    }
    std::shared_ptr<const phi::TenantKeys> keys() { return desk_.keyring().open(practice_).value(); }
};

TEST_F(KeyRotationTest, leavesEverythingReadableAndNothingUnderTheOldKey) {
    fill(1000);
    const auto fields = readEverything(1000);
    EXPECT_EQ(notUnder(1), 0);
    auto superuser = database_.superuser(
        "insert into auth.account (tenant, id, username, display_name) values ('" +
        ledger::toText(practice_) + "', 'a1000000-0000-4000-8000-00000000000a', 'mock', 'Mock')");
    const Uuid account = *ledger::uuidFromText("a1000000-0000-4000-8000-00000000000a");
    constexpr static db::Query enrol{"test_enrol", "insert into auth.totp (tenant, account, sealed_seed) "
                                                   "values ((select auth.tenant()), $1, $2)"};
    ASSERT_TRUE(
        as("provision", enrol, account,
           keys()->sealSecret(Field::AccountTotpSeed, account, ledger::asBytes("twenty bytes of seed"))));
    const auto rotation = rotate();
    EXPECT_TRUE(rotation.retired());
    EXPECT_EQ(rotation.version(), 2u);
    EXPECT_EQ(notUnder(2), 0);
    EXPECT_EQ(readEverything(1000), fields);
    EXPECT_EQ(ask("select min(version) || ' ' || max(version) from phi.tenant_key"), "2 2");
    constexpr static db::Query seed{"test_seed",
                                    "select t.sealed_seed from auth.totp t where t.account = $1"};
    auto connection = database_.openSuperuser();
    auto work = connection.begin();
    const auto ticket = work.run(seed, account);
    ASSERT_TRUE(work.commit());
    EXPECT_EQ(
        keys()
            ->openSecret(Field::AccountTotpSeed, account, work.take(ticket).front().get<Bytes>("sealed_seed"))
            .value(),
        "twenty bytes of seed");
}

TEST_F(KeyRotationTest, givesEveryPatientAKeyThatTheOldOneDoesNotOpen) {
    fill(3);
    const auto before = keys();
    (void)rotate();
    auto superuser = database_.openSuperuser();
    auto work = superuser.begin();
    const auto ticket = work.run(keyOf, patient(1));
    ASSERT_TRUE(work.commit());
    EXPECT_FALSE(before->patient(patient(1), work.take(ticket).front().get<Bytes>("wrapped")));
}

TEST_F(KeyRotationTest, leavesNobodyToBeFoundByTheOldIndexKey) {
    fill(30);
    const auto hits = [this](const phi::TenantKeys& keys) {
        std::vector<Bytes> tokens;
        for (const auto& token : keys.blindIndex().tokensOfQuery("testerman"))
            tokens.emplace_back(token.value.begin(), token.value.end());
        auto superuser = database_.openSuperuser();
        auto work = superuser.begin();
        const auto ticket = work.run(byToken, tokens);
        EXPECT_TRUE(work.commit());
        return work.take(ticket).front().get<std::int64_t>("hits");
    };
    const auto before = keys();
    EXPECT_EQ(hits(*before), 30);
    (void)rotate();
    EXPECT_EQ(hits(*before), 0);
    EXPECT_EQ(hits(*keys()), 30);
}

TEST_F(KeyRotationTest, writesItsBeginningAndItsEndIntoTheLog) {
    fill(10);
    const auto before = countOf("audit.entries");
    (void)rotate();
    EXPECT_EQ(countOf("audit.entries"), before + 2);
}

// --- somebody writes meanwhile ----------------------------------------------------------------------------

TEST_F(KeyRotationTest, refusesAFieldUnderAKeyThatWasReplaced) {
    fill(8);
    const auto before = cipherOf(4, *keys());
    (void)rotate();
    const auto late =
        as("import", writeNote, patient(4), before.seal(Field::PatientNotes, patient(4), "late"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::KeyReplaced);
    const Uuid visit = *ledger::uuidFromText("a1000000-0000-4000-8000-0000000000aa");
    const auto booked =
        as("import", bookVisit, visit, patient(4), before.seal(Field::AppointmentReason, visit, "late"));
    ASSERT_FALSE(booked);
    EXPECT_EQ(booked.error().kind, ErrorKind::KeyReplaced);
    const auto present = cipherOf(4, *keys());
    EXPECT_TRUE(
        as("import", writeNote, patient(4), present.seal(Field::PatientNotes, patient(4), "in time")));
    EXPECT_TRUE(
        as("import", bookVisit, visit, patient(4), present.seal(Field::AppointmentReason, visit, "in time")));
}

/// As a desk changes a name with keys that it has read before the rotation came by.
TEST_F(KeyRotationTest, refusesTokensUnderAnIndexKeyThatWasReplaced) {
    fill(8);
    const auto before = keys();
    const auto cipher = cipherOf(4, *before);
    (void)rotate();
    auto lease = desk_.parts().operations.acquire().value();
    auto work = lease->begin();
    work.enterService(practice_, "import");
    phi::PatientRecord changed;
    changed.family = "Mockridge";
    (void)phi::queueChangedPatient(work, *before, cipher, 1, changed);
    const auto late = work.commit();
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::KeyReplaced);
    EXPECT_GT(readEverything(8), 0); // each is found by what they were found by
}

TEST_F(KeyRotationTest, refusesANewPatientUnderAnOlderKey) {
    const auto before = keys();
    ASSERT_TRUE(desk_.keyring().rotate(practice_));
    constexpr static db::Query registered{
        "test_register", "insert into practice.patient (tenant, id) values ((select auth.tenant()), $1)"};
    auto lease = desk_.parts().operations.acquire().value();
    auto work = lease->begin();
    work.enterService(practice_, "import");
    work.run(registered, patient(1));
    work.run(db::queries::patient_key_insert, patient(1), before->newPatientKey(patient(1)).wrapped);
    const auto done = work.commit();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::KeyReplaced);
}

TEST_F(KeyRotationTest, cannotTakeAwayAKeyThatSomethingIsUnder) {
    fill(2);
    ASSERT_TRUE(desk_.keyring().rotate(practice_));
    EXPECT_FALSE(desk_.keyring().retire(practice_).value());
    EXPECT_EQ(countOf("phi.tenant_key where purpose = 1"), 2);
    EXPECT_EQ(readEverything(2), 2 * 9 + 3 + 4 + 6 + 1);
}

TEST_F(KeyRotationTest, losesNothingOfWhatDesksWriteMeanwhile) {
    constexpr int patients = 600;
    fill(patients);
    std::atomic<bool> over{false};
    std::atomic<int> written{0};
    std::map<int, std::string> last; // what was acknowledged
    int refusedOnce = 0;
    std::thread desk([&] {
        example::ImportDesk own(database_.conninfo(db::Duty::Keys), database_.conninfo(db::Duty::Operations),
                                keys_.store); // another server's keyring and pools
        for (int turn = 0; !over; ++turn) {
            const int number = turn * 7 % patients;
            const std::string words = "note " + std::to_string(turn);
            for (bool done = false; !done;) {
                auto lease = own.parts().operations.acquire().value();
                auto work = lease->begin();
                work.enterService(practice_, "import");
                const auto ticket = work.run(keyOf, patient(number));
                ASSERT_TRUE(work.flush());
                const auto wrapped = work.take(ticket).front().get<Bytes>("wrapped");
                const auto cipher = own.keyring().open(practice_).value()->patient(patient(number), wrapped);
                if (!cipher) {
                    own.keyring().clear();
                    continue;
                }
                std::this_thread::sleep_for(
                    std::chrono::microseconds(300)); // a person's thought, and a round trip
                work.run(writeNote, patient(number),
                         cipher->seal(Field::PatientNotes, patient(number), words));
                done = work.commit().has_value();
                refusedOnce += done ? 0 : 1;
            }
            last[number] = words;
            ++written;
        }
    });
    std::uint32_t version = 1;
    while (version < 5 || (written < 60 && version < 60)) {
        EXPECT_TRUE(rotate().retired());
        ++version;
    }
    over = true;
    desk.join();
    EXPECT_GE(last.size(), 60u);
    const auto present = keys();
    auto superuser = database_.openSuperuser();
    for (const auto& [number, words] : last) {
        auto work = superuser.begin();
        const auto ticket = work.run(bareNote, patient(number));
        ASSERT_TRUE(work.commit());
        const auto rows = work.take(ticket);
        const auto cipher = present->patient(patient(number), rows.front().get<Bytes>("wrapped"));
        ASSERT_TRUE(cipher);
        const auto note = cipher->open(Field::PatientNotes, patient(number), rows.front().get<Bytes>("note"));
        ASSERT_TRUE(note) << number;
        EXPECT_EQ(*note, words) << number;
    }
    EXPECT_EQ(notUnder(version), 0);
    std::printf("writes refused and repeated: %d of %zu\n", refusedOnce, last.size());
}

TEST_F(KeyRotationTest, twoAtOnceShareTheWork) {
    fill(1500);
    std::thread other([this] {
        example::ImportDesk own(database_.conninfo(db::Duty::Keys), database_.conninfo(db::Duty::Operations),
                                keys_.store);
        auto rotation =
            KeyRotation::begin({own.parts().operations, own.keyring(), own.composer()}, practice_);
        while (rotation && !rotation->isDone() && rotation->step()) {
        }
    });
    (void)rotate();
    other.join();
    const auto version =
        std::uint32_t(std::stoul(ask("select max(version) from phi.tenant_key where purpose = 1")));
    EXPECT_LE(version, 3u); // the second may have come when the first was done
    EXPECT_EQ(notUnder(version), 0);
    EXPECT_GT(readEverything(1500), 0);
}

// --- what does not open -----------------------------------------------------------------------------------

TEST_F(KeyRotationTest, leavesWhatDoesNotOpenAsItIsAndKeepsItsKey) {
    fill(20);
    database_.superuser(
        "set session_replication_role = replica; "
        "update practice.patient set note_sealed = set_byte(note_sealed, 40, 7 # get_byte(note_sealed, 40)) "
        "where id = '" +
        ledger::toText(patient(3)) + "'");
    const auto damaged = ask("select note_sealed || family_sealed from practice.patient where id = '" +
                             ledger::toText(patient(3)) + "'");
    const auto rotation = rotate();
    EXPECT_FALSE(rotation.retired());
    EXPECT_EQ(ask("select note_sealed || family_sealed from practice.patient where id = '" +
                  ledger::toText(patient(3)) + "'"),
              damaged);
    EXPECT_EQ(countOf("phi.tenant_key where purpose = 1"), 2);
    EXPECT_EQ(countOf("phi.tenant_key where purpose = 2"), 2); // their tokens are under the older one
    EXPECT_EQ(countOf("phi.patient_key where key_version = 1"), 1);
    EXPECT_TRUE(cipherOf(3, *keys()).patient() == patient(3));
}

TEST_F(KeyRotationTest, leavesAShreddedPatientShredded) {
    fill(5);
    database_.superuser("delete from phi.patient_key where patient = '" + ledger::toText(patient(2)) + "'");
    EXPECT_TRUE(rotate().retired());
    EXPECT_EQ(countOf("phi.patient_key where patient = '" + ledger::toText(patient(2)) + "'"), 0);
}

// A new column that holds ciphertext has to be sealed again by rotations, or to say here why not.
TEST_F(KeyRotationTest, knowsEverySealedColumnOfTheSchema) {
    std::set<std::string> known{
        // under keys that rotation replaces in another way, or under none of these
        "practice.legal_hold.matter_sealed", // no code seals it yet
        "auth.totp_change.sealed_seed",      // lives for minutes; its person begins again
    };
    for (const PatientTable& table : patientTables())
        for (const auto& column : table.columns)
            known.insert(std::string(table.name) + "." + std::string(column.name) + "_sealed");
    for (const SecretTable& table : secretTables())
        known.insert(std::string(table.name) + "." + std::string(table.column));
    std::istringstream columns(
        database_.superuser("select c.table_schema || '.' || c.table_name || '.' || c.column_name from "
                            "information_schema.columns c "
                            "where c.column_name ~ 'sealed' and c.data_type = 'bytea' and c.table_schema in "
                            "('practice', 'phi', 'auth', 'access')"));
    int found = 0;
    for (std::string column; std::getline(columns, column); ++found)
        EXPECT_TRUE(known.contains(column)) << column << " is sealed, and no rotation knows it "
                                            << "(server/jobs/sealed_tables.cpp)";
    EXPECT_GE(found, 26);
}

// --- the key-encryption key -------------------------------------------------------------------------------

TEST_F(KeyRotationTest, wrapsEveryPracticesKeysByANewKeyEncryptionKey) {
    fill(10);
    std::size_t told = 0;
    const auto version =
        rotateKeyEncryption(desk_.asKeys(), parts(), [&](std::size_t, std::size_t of) { told = of; });
    ASSERT_TRUE(version);
    EXPECT_EQ(*version, 2u);
    EXPECT_EQ(told, 1u);
    EXPECT_EQ(countOf("phi.tenant_key where phi.key_version(wrapped) <> 2"), 0);
    EXPECT_GT(readEverything(10), 0);
}

TEST_F(KeyRotationTest, changesNothingWhereOneOfThePracticesKeysDoesNotOpen) {
    fill(3);
    database_.superuser(
        "update phi.tenant_key set wrapped = set_byte(wrapped, 50, 7 # get_byte(wrapped, 50)) "
        "where purpose = 3");
    const auto before = ask("select string_agg(wrapped::text, ' ' order by purpose) from phi.tenant_key");
    const auto version = rotateKeyEncryption(desk_.asKeys(), parts(), [](std::size_t, std::size_t) {});
    ASSERT_FALSE(version);
    EXPECT_EQ(version.error(), RotationError::KeysMissing);
    EXPECT_EQ(ask("select string_agg(wrapped::text, ' ' order by purpose) from phi.tenant_key"), before);
    EXPECT_FALSE(std::filesystem::exists(keys_.store.directory() / "key-encryption-2"));
}

} // namespace custos::jobs
