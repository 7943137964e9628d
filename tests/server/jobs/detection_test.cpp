#include "server/jobs/detection.h"

#include "ledger/entry.h"
#include "tests/server/jobs/rotation_practice.h"

#include <algorithm>
#include <set>

namespace custos::jobs {

namespace {

using ledger::Uuid;

constexpr const char* person = "a1000000-0000-4000-8000-00000000000a";

phi::PatientRecord model(int number) {
    const std::string n = std::to_string(number);
    return {.family = "Family" + n,
            .given = "Given" + n,
            .birthDate = "19" + std::to_string(50 + number) + "-0" + std::to_string(1 + number) + "-3" +
                         std::to_string(number % 2),
            .phone = "(555) 555-010" + n,
            .email = "mock" + n + "@example" + n + ".test",
            .address = n + " Mock Street",
            .interpreter = "",
            .accessNeeds = "",
            .preferredContact = "text",
            .voicemailOk = true};
}

} // namespace

class DetectionTest : public RotationTest {
protected:
    DetectionTest() {
        database_.superuser(
            "set session_replication_role = replica; delete from phi.honeypot; "
            "delete from phi.honeypot_wish; delete from phi.honeypot_catch; "
            "delete from phi.opened_patient; delete from access.incident; "
            "delete from auth.account; insert into auth.account (tenant, id, username, display_name) "
            "values ('" +
            ledger::toText(practice_) + "', '" + person + "', 'mock', 'Mock')");
        fill(40);
    }
    Detection detection() {
        return Detection({desk_.parts().operations, desk_.keyring(), desk_.composer()}, practice_);
    }
    std::vector<Uuid> bait() const {
        std::istringstream rows(database_.superuser("select patient from phi.honeypot order by patient"));
        std::vector<Uuid> found;
        for (std::string row; std::getline(rows, row);)
            found.push_back(*ledger::uuidFromText(row));
        return found;
    }
    /// As the API's login notes it, for somebody at a desk.
    void noteOpened(const Uuid& patient, bool opened, const std::string& impersonator = "null") {
        database_.superuser("insert into phi.opened_patient (tenant, account, patient, session, opened, "
                            "impersonator) values ('" +
                            ledger::toText(practice_) + "', '" + person + "', '" + ledger::toText(patient) +
                            "', gen_random_uuid(), " + (opened ? "true" : "false") + ", " + impersonator +
                            ")");
    }
    std::string incidents() const {
        return ask("select count(*) from access.incident where kind = 'honeypot_opened'");
    }
};

TEST_F(DetectionTest, laysOutAsManyAsAPracticeWants) {
    EXPECT_TRUE(detection().tend());
    EXPECT_TRUE(bait().empty()); // none was asked for
    ASSERT_TRUE(detection().wish(3, std::nullopt));
    ASSERT_TRUE(detection().tend());
    ASSERT_TRUE(detection().tend());
    EXPECT_EQ(bait().size(), 3u);
    EXPECT_EQ(countOf("practice.patient"), 43);
    EXPECT_EQ(countOf("phi.patient_key"), 43);
}

TEST_F(DetectionTest, leavesAnEntryOfEachWishAndSaysHowManyStand) {
    EXPECT_EQ(detection().standing().value(), 0);
    ASSERT_TRUE(detection().wish(3, std::nullopt) && detection().tend());
    EXPECT_EQ(detection().standing().value(), 3);
    const auto before = countOf("audit.entries");
    ASSERT_TRUE(detection().wish(0, std::nullopt) && detection().tend());
    EXPECT_EQ(detection().standing().value(), 3); // until their time is over
    EXPECT_EQ(countOf("audit.entries"), before + 1);
    const auto entry = ledger::decode(
        *ledger::fromHex(ask("select encode(body, 'hex') from audit.entries order by id desc limit 1")));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->fields().tenant, practice_);
    EXPECT_EQ(entry->fields().action, ledger::Action::HoneypotsRotate);
    EXPECT_EQ(entry->fields().details, (std::vector<ledger::Detail>{{"phase", "wished"}, {"wanted", "0"}}));
}

TEST_F(DetectionTest, keepsNoWishThatHasNoEntry) {
    ASSERT_TRUE(detection().wish(3, std::nullopt));
    // a cluster that the log does not know takes no entries
    const auto shiftCluster = [this](const std::string& by) {
        database_.superuser("begin; set local session_replication_role = replica; "
                            "update audit.cluster set system_identifier = system_identifier " +
                            by + "; commit");
    };
    shiftCluster("+ 1");
    const auto wished = detection().wish(0, std::nullopt);
    shiftCluster("- 1");
    ASSERT_FALSE(wished);
    EXPECT_EQ(wished.error(), DetectionError::Unavailable);
    EXPECT_EQ(ask("select wanted from phi.honeypot_wish"), "3");
}

TEST_F(DetectionTest, alertsWhenBaitIsOpenedAndNotWhenItStandsInAList) {
    ASSERT_TRUE(detection().wish(2, std::nullopt) && detection().tend());
    noteOpened(bait()[0], false);
    noteOpened(patient(5), true);
    EXPECT_EQ(detection().raiseAlarms().value(), 0u);
    EXPECT_EQ(incidents(), "0");
    noteOpened(bait()[1], true);
    EXPECT_EQ(detection().raiseAlarms().value(), 1u);
    EXPECT_EQ(detection().raiseAlarms().value(), 0u); // once
    EXPECT_EQ(ask("select actor || ' ' || coalesce(reference::text, '-') from access.incident"),
              std::string(person) + " -");
}

// Lifting one's own block set the time of every opening back before all times that the alarm looks at.
TEST_F(DetectionTest, alertsToWhoTookTheBaitAndNotToWhoseNameTheyHad) {
    const std::string operator_ = "0f0f0f0f-0000-4000-8000-000000000001";
    ASSERT_TRUE(detection().wish(1, std::nullopt) && detection().tend());
    noteOpened(bait()[0], true, "'" + operator_ + "'");
    EXPECT_EQ(detection().raiseAlarms().value(), 1u);
    EXPECT_EQ(
        ask("select actor || ' ' || subject_account from access.incident where kind = 'honeypot_opened'"),
        operator_ + " " + person);
}

TEST_F(DetectionTest, alertsThoughWhoeverTookTheBaitLiftsTheirOwnBlockAtOnce) {
    ASSERT_TRUE(detection().wish(1, std::nullopt) && detection().tend());
    database_.superuser("insert into auth.session (tenant, id, account, token_hash) values ('" +
                        ledger::toText(practice_) + "', gen_random_uuid(), '" + person +
                        "', sha256('a-desk')); insert into phi.opening_limit (tenant, patients) values ('" +
                        ledger::toText(practice_) + "', 10)");
    const auto asked = [this](const std::string& question) {
        std::string rows;
        EXPECT_EQ(database_.inject(
                      db::Duty::Api,
                      "begin; select auth.enter('a-desk') is null; select " + question + "; commit", &rows),
                  "00000")
            << question;
        return rows.substr(rows.find('\n') + 1);
    };
    const auto taken = "array['" + ledger::toText(bait()[0]) + "'::uuid]";
    const std::string others = "array(select gen_random_uuid() from generate_series(1, 10))";
    EXPECT_EQ(asked("phi.count_patients(" + taken + ", true)"), "fine\n");
    EXPECT_EQ(asked("phi.count_patients(" + others + ", true)"), "block\n");
    database_.superuser("update auth.session set factor_at = clock_timestamp()");
    EXPECT_EQ(asked("phi.lift_own_block()"), "t\n");
    EXPECT_EQ(asked("phi.count_patients(" + taken + ", false)"), "fine\n"); // finding it now hides nothing
    EXPECT_EQ(detection().raiseAlarms().value(), 1u);
    EXPECT_EQ(incidents(), "1");
    database_.superuser(
        "delete from phi.opening_limit; delete from phi.opening_block; delete from auth.session");
}

TEST_F(DetectionTest, rotatesBaitWithAllThatIsItsOwn) {
    ASSERT_TRUE(detection().wish(3, std::nullopt) && detection().tend());
    const auto before = bait();
    database_.superuser("update phi.honeypot set until = clock_timestamp()");
    ASSERT_TRUE(detection().tend());
    const auto after = bait();
    ASSERT_EQ(after.size(), 3u);
    for (const Uuid& old : before) {
        EXPECT_TRUE(std::find(after.begin(), after.end(), old) == after.end());
        for (const char* table :
             {"practice.patient where id", "phi.patient_key where patient", "phi.blind_index where patient"})
            EXPECT_EQ(countOf(std::string(table) + " = '" + ledger::toText(old) + "'"), 0) << table;
    }
    EXPECT_EQ(countOf("practice.patient"), 43);
}

TEST_F(DetectionTest, leavesBaitOutOfWhatAReportHasFound) {
    ASSERT_TRUE(detection().wish(2, std::nullopt) && detection().tend());
    std::vector<Uuid> found{patient(1), bait()[0], patient(2), bait()[1]};
    EXPECT_EQ(detection().withoutBait(found).value(), (std::vector<Uuid>{patient(1), patient(2)}));
}

TEST_F(DetectionTest, noLoginButDetectionsCanTellBaitFromPatients) {
    ASSERT_TRUE(detection().wish(2, std::nullopt) && detection().tend());
    for (const auto duty :
         {db::Duty::Api, db::Duty::Auth, db::Duty::Audit, db::Duty::Sequencer, db::Duty::Keys})
        for (const char* table : {"phi.honeypot", "phi.honeypot_wish", "phi.honeypot_catch"})
            EXPECT_EQ(database_.inject(duty, std::string("select count(*) from ") + table), "42501") << table;
    std::string rows;
    EXPECT_EQ(database_.inject(db::Duty::Operations,
                               "begin; select auth.enter_service('" + ledger::toText(practice_) +
                                   "', 'import'); select 'n=' || count(*) from phi.honeypot; commit",
                               &rows),
              "00000");
    EXPECT_NE(rows.find("n=0"), std::string::npos);
    // and no catalogue says how many rows there are
    EXPECT_EQ(database_.inject(db::Duty::Api,
                               "select count(*) from pg_catalog.pg_stats where tablename = 'honeypot'",
                               &rows),
              "00000");
}

TEST_F(DetectionTest, baitHasWhatPatientsHave) {
    ASSERT_TRUE(detection().wish(2, std::nullopt) && detection().tend());
    const std::string shape =
        "select (given_sealed is null)::text || (family_sealed is null) || (birth_date_sealed is null) || "
        "(phone_sealed is null) || (address_sealed is null) || version || preferred_contact || voicemail_ok "
        "|| "
        "do_not_bill_plan || (household is null) from practice.patient where id = '";
    EXPECT_EQ(ask(shape + ledger::toText(bait()[0]) + "'"), ask(shape + ledger::toText(patient(7)) + "'"));
}

TEST(Bait, isMixedFromSeveralAndNobodysDouble) {
    std::vector<phi::PatientRecord> models;
    for (int number = 0; number < 5; ++number)
        models.push_back(model(number));
    const auto bait = mixed(models);
    EXPECT_EQ(bait.family, "Family0");
    EXPECT_EQ(bait.given, "Given1");
    EXPECT_EQ(bait.birthDate, "1952-03-28"); // a day that every month has
    EXPECT_EQ(bait.phone, "(555) 555-0104");
    EXPECT_EQ(bait.email, "mock4@example0.test");
    EXPECT_EQ(bait.address, "3 Mock Street");
    for (const auto& real : models)
        EXPECT_NE(bait, real);
}

} // namespace custos::jobs
