// One chart outside the panel, for one session, for 15 minutes: attacked with SQL on the API's login.

#include "tests/server/db/access_practices.h"

#include <thread>

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;
using custos::testing::sealedReason;

namespace {

/// What a token of last name and birth date looks like.
constexpr const char* identity = "'\\x51515151515151515151515151515151'::bytea";
constexpr const char* provider = "alpha:provider";

class BreakGlass : public AccessPractices {
protected:
    static void SetUpTestSuite() {
        AccessPractices::SetUpTestSuite();
        (void)database->superuser(std::string("insert into phi.patient_key (tenant, patient, wrapped) "
                                              "select tenant, id, ") +
                                  sealedReason + " from practice.patient");
    }
    void SetUp() override {
        stranger =
            line(std::string("select p.id from practice.patient p where p.tenant = '") + alpha +
                 "' and not exists (select from practice.appointment a where a.patient = p.id) limit 1");
        named(identity, stranger);
        freshen();
    }
    void TearDown() override {
        (void)database->superuser(
            "delete from access.break_glass; delete from access.incident; delete from phi.blind_index; "
            "delete from auth.account_override; delete from auth.session where token_hash = "
            "sha256(convert_to('alpha:again', 'UTF8'))");
    }

    static void named(const std::string& token, const std::string& patient) {
        (void)database->superuser("insert into phi.blind_index (tenant, token, patient) select tenant, " +
                                  token + ", id from practice.patient where id = '" + patient + "'");
    }
    static std::string opening(const std::string& token = identity) {
        return "select access.open_break_glass(gen_random_uuid(), array[" + token + "], 'emergency', " +
               sealedReason + ")";
    }
    static std::string open(const std::string& who, const std::string& token = identity) {
        return stateFor(who, opening(token));
    }
    [[nodiscard]] std::string sees(const std::string& who) const {
        return countFor(who, "practice.patient where id = '" + stranger + "'");
    }
    static void laterBy(const std::string& time) { AccessPractices::laterBy(time, "access.break_glass"); }
    /// Another session of the provider's, `alpha:again`.
    static void signInAgain() { AccessPractices::signInAgain(provider, "alpha:again"); }
    static std::string theGlass() { return line("select id from access.break_glass"); }

    std::string stranger;
};

} // namespace

TEST_F(BreakGlass, OpensThatChartToThatSessionAndNothingElse) {
    const auto before = std::stoi(countFor(provider, "practice.patient"));
    const auto visits = countFor(provider, "practice.appointment");
    EXPECT_EQ(sees(provider), "0");
    ASSERT_EQ(open(provider), "00000");
    EXPECT_EQ(sees(provider), "1");
    EXPECT_EQ(std::stoi(countFor(provider, "practice.patient")), before + 1);
    EXPECT_EQ(countFor(provider, "phi.patient_key where patient = '" + stranger + "'"), "1");
    EXPECT_EQ(countFor(provider, "phi.blind_index where patient = '" + stranger + "'"), "0");
    EXPECT_EQ(countFor(provider, "practice.appointment"), visits);
    signInAgain();
    for (const char* who : {"alpha:again", "alpha:colleague", "alpha:assistant", "beta:provider"})
        EXPECT_EQ(sees(who), "0") << who;
    EXPECT_EQ(countFor("alpha:again", "access.break_glass"), "0");
}

TEST_F(BreakGlass, OpensNoChartToBeChanged) {
    setOverride("provider", "patient.write", "grant");
    ASSERT_EQ(open(provider), "00000");
    EXPECT_EQ(stateFor(provider, "update practice.patient set version = 2 where id = '" + stranger + "'"),
              "00000");
    EXPECT_EQ(line("select version from practice.patient where id = '" + stranger + "'"), "1");
}

TEST_F(BreakGlass, EndsAfterFifteenMinutesEvenWithinATransaction) {
    ASSERT_EQ(open(provider), "00000");
    EXPECT_EQ(line("select until - opened_at from access.break_glass"), "00:15:00");
    laterBy("14 minutes 55 seconds");
    const auto count = "select 'n=' || count(*) from practice.patient where id = '" + stranger + "'";
    const std::string untilItsEnd =
        "; select pg_sleep(extract(epoch from until - clock_timestamp()) + 0.1) from access.break_glass; ";
    const auto rows = rowsOf(Duty::Api, entered(provider, count + untilItsEnd + count));
    EXPECT_NE(rows.find("n=1"), std::string::npos) << rows;
    EXPECT_NE(rows.find("n=0"), std::string::npos) << rows;
    EXPECT_EQ(sees(provider), "0");
}

/// Booked at 14:59, and held up until 15:00 within its transaction: nothing of it stays.
TEST_F(BreakGlass, HoldsNoChangeUpThatIsCommittedAfterTheEnd) {
    ASSERT_EQ(open(provider), "00000");
    const auto booked = [this](const std::string& between, const char* starts) {
        return stateFor(provider,
                        std::string("insert into practice.appointment (tenant, id, starts, ends, location, "
                                    "provider, patient, booked_by) select p.tenant, gen_random_uuid(), '") +
                            starts + " 10:00', '" + starts + " 10:30', p.home_location, p.id, '" + stranger +
                            "', auth.account() from practice.provider p where p.id = auth.provider(); " +
                            between + "select access.demand_in_sight(array['" + stranger + "']::uuid[])");
    };
    const auto visits = "select count(*) from practice.appointment where patient = '" + stranger + "'";
    laterBy("14 minutes 50 seconds");
    EXPECT_EQ(booked("", "2031-03-03"), "00000");
    EXPECT_EQ(line(visits), "1");
    EXPECT_EQ(booked("select access.end_break_glass('" + theGlass() + "'); ", "2031-03-04"), "CU404");
    laterBy("8 seconds");
    EXPECT_EQ(booked("select pg_sleep(2.1); ", "2031-03-05"), "CU404");
    EXPECT_EQ(line(visits), "1");
    (void)database->superuser("delete from practice.appointment where patient = '" + stranger + "'");
}

TEST_F(BreakGlass, EndsNothingForAPatientOfThePanel) {
    const auto still = [this](const std::string& patients) {
        return stateFor(provider, "select access.demand_in_sight(array[" + patients + "]::uuid[])");
    };
    const auto own =
        "'" +
        line("select p.patient from practice.panel p join auth.account a on a.provider = p.provider "
             "where a.username = 'provider' and a.tenant = '" +
             std::string(alpha) + "' limit 1") +
        "'";
    EXPECT_EQ(still(own), "00000");
    EXPECT_EQ(still(own + ", '" + stranger + "'"), "CU404");
    const auto theirs =
        line(std::string("select id from practice.patient where tenant = '") + beta + "' limit 1");
    EXPECT_EQ(still("'" + theirs + "'"), "CU404");
    EXPECT_EQ(still("gen_random_uuid()"), "CU404");
}

/// So that whoever entered before it was opened, and read the patient after, is held to its end too.
TEST_F(BreakGlass, SaysWhomThisSessionEverOpened) {
    const auto opened = "select cardinality(access.opened_here(array['" + stranger + "']::uuid[]))";
    EXPECT_EQ(lineFor(provider, opened), "0");
    ASSERT_EQ(open(provider), "00000");
    EXPECT_EQ(lineFor(provider, opened), "1");
    ASSERT_EQ(stateFor(provider, "select access.end_break_glass('" + theGlass() + "')"), "00000");
    EXPECT_EQ(lineFor(provider, opened), "1");
    EXPECT_EQ(lineFor("alpha:front_desk", opened), "0");
}

TEST_F(BreakGlass, IsNeverExtended) {
    ASSERT_EQ(open(provider), "00000");
    EXPECT_THROW(
        (void)database->superuser("update access.break_glass set until = until + interval '1 second'"),
        std::runtime_error);
    EXPECT_EQ(line("select has_column_privilege('custos_context', 'access.break_glass', 'until', 'update')"),
              "f");
    laterBy("10 minutes");
    ASSERT_EQ(open(provider), "00000"); // another one, of its own
    laterBy("5 minutes 1 second");
    EXPECT_EQ(countFor(provider, "access.break_glass"), "1");
    EXPECT_EQ(line("select count(*) from access.incident where kind = 'break_glass'"), "2");
}

TEST_F(BreakGlass, NobodyWritesTheTableByThemselves) {
    ASSERT_EQ(open(provider), "00000");
    for (const std::string sql :
         {"insert into access.break_glass (tenant, id, account, session, named, patient, category, "
          "reason_sealed, "
          "opened_at, until) select auth.tenant(), gen_random_uuid(), auth.account(), auth.session(), id, "
          "id, "
          "'other', '\\x00', now(), now() + interval '15 minutes' from practice.patient limit 1",
          "update access.break_glass set until = until + interval '1 hour'",
          "update access.break_glass set patient = gen_random_uuid()",
          "update access.break_glass set ended_at = null", "delete from access.break_glass",
          "select reason_sealed from access.break_glass"})
        EXPECT_EQ(stateFor(provider, sql), "42501") << sql;
    for (const auto duty : {Duty::Auth, Duty::Operations, Duty::Audit, Duty::Keys})
        EXPECT_EQ(database->inject(duty, opening()), "42501");
}

TEST_F(BreakGlass, AsksForTheRightAndForAFreshFactor) {
    EXPECT_EQ(database->inject(Duty::Api, opening()), "CU401");
    for (const char* role : {"owner", "manager", "privacy_officer", "biller", "front_desk", "assistant"})
        EXPECT_EQ(open(std::string("alpha:") + role), "CU403") << role;
    EXPECT_EQ(open("platform:platform_admin"), "CU403");
    unfreshen();
    EXPECT_EQ(open(provider), "CU470");
    EXPECT_EQ(line("select count(*) from access.break_glass"), "0");
    freshen();
    EXPECT_EQ(open(provider), "00000");
}

TEST_F(BreakGlass, DoesTheSameWhereNobodyIsMet) {
    ASSERT_EQ(open(provider, "'\\x52'::bytea"), "00000");
    EXPECT_EQ(line("select patient is null and named is not null from access.break_glass"), "t");
    EXPECT_EQ(line("select count(*) from practice.patient p join access.break_glass g on g.named = p.id"),
              "0");
    EXPECT_EQ(countFor(provider, "access.break_glass"), "1");
    EXPECT_EQ(line("select count(*) from access.incident where kind = 'break_glass'"), "1");
}

TEST_F(BreakGlass, MeetsNobodyOfAnotherPractice) {
    const auto theirs =
        line(std::string("select id from practice.patient where tenant = '") + beta + "' limit 1");
    named("'\\x53'::bytea", theirs);
    ASSERT_EQ(open(provider, "'\\x53'::bytea"), "00000");
    EXPECT_EQ(line("select patient is null from access.break_glass"), "t");
    EXPECT_EQ(countFor(provider, "practice.patient where id = '" + theirs + "'"), "0");
}

/// Tokens of one's own patients can be read with SQL; one that a stranger shares is no way to the stranger.
TEST_F(BreakGlass, ATokenSeenInOnesOwnPanelOpensNobodyElse) {
    const auto own =
        line("select p.patient from practice.panel p join auth.account a on a.provider = p.provider "
             "where a.username = 'provider' and a.tenant = '" +
             std::string(alpha) + "' limit 1");
    named("'\\x54'::bytea", own);
    named("'\\x54'::bytea", stranger);
    ASSERT_EQ(countFor(provider, "phi.blind_index where token = '\\x54'"), "1");
    ASSERT_EQ(open(provider, "(select token from phi.blind_index where token = '\\x54')"), "00000");
    EXPECT_EQ(line("select patient is null from access.break_glass"), "t");
    EXPECT_EQ(sees(provider), "0");
}

TEST_F(BreakGlass, TenAnHourWhetherTheyMeetSomebodyOrNot) {
    std::vector<std::thread> clients;
    for (int client = 0; client < 5; ++client)
        clients.emplace_back([] {
            for (int attempt = 0; attempt < 4; ++attempt)
                (void)open(provider, attempt % 2 ? identity : "'\\x52'::bytea");
        });
    for (auto& client : clients)
        client.join();
    EXPECT_EQ(line("select count(*) from access.break_glass"), "10");
    signInAgain();
    EXPECT_EQ(open("alpha:again"), "CU429"); // the person, not the session
    EXPECT_EQ(open("alpha:colleague"), "00000");
    laterBy("1 hour");
    EXPECT_EQ(open(provider), "00000");
}

TEST_F(BreakGlass, EndsWithTheSessionOrTheRight) {
    ASSERT_EQ(open(provider), "00000");
    setOverride("provider", "break_glass.open", "deny");
    EXPECT_EQ(sees(provider), "0");
    (void)database->superuser("delete from auth.account_override");
    EXPECT_EQ(sees(provider), "1");
    (void)database->superuser("update auth.session set revoked_at = clock_timestamp() where token_hash = "
                              "sha256(convert_to('alpha:provider', 'UTF8'))");
    EXPECT_EQ(stateFor(provider, "select 1"), "CU401");
}

TEST_F(BreakGlass, IsEndedByItsOwnSessionForGood) {
    ASSERT_EQ(open(provider), "00000");
    const auto end = "access.end_break_glass('" + theGlass() + "')";
    signInAgain();
    for (const char* who : {"alpha:again", "alpha:colleague", "beta:provider"})
        EXPECT_EQ(lineFor(who, end), "false") << who;
    EXPECT_EQ(lineFor(provider, end), "true");
    EXPECT_EQ(sees(provider), "0");
    EXPECT_EQ(lineFor(provider, end), "false");
}

TEST_F(BreakGlass, TellsTheOwnerAndThePrivacyOfficer) {
    ASSERT_EQ(open(provider), "00000");
    for (const char* role : {"owner", "privacy_officer", "manager"})
        EXPECT_EQ(
            lineFor(std::string("alpha:") + role, "select kind || ' ' || reference from access.incident"),
            "break_glass " + theGlass())
            << role;
    EXPECT_EQ(lineFor("alpha:owner", "select actor from access.incident"), account("provider"));
}
