// Acting under another's name: under both names, with less than they may, for 15 minutes; attacked with SQL
// on the API's login.

#include "tests/server/db/access_practices.h"

#include <algorithm>
#include <thread>

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;
using custos::testing::sealedReason;

namespace {

constexpr const char* admin = "platform:platform_admin";
constexpr const char* platform = "cccccccc-0000-4000-8000-000000000000";

class Impersonation : public AccessPractices {
protected:
    void SetUp() override { freshen(); }
    void TearDown() override {
        (void)database->superuser(
            "delete from access.impersonation; delete from access.incident; "
            "delete from auth.account_override; update auth.account set disabled_at = null");
    }

    static std::string starting(const std::string& account, const char* practice = alpha) {
        return std::string("select access.start_impersonation(gen_random_uuid(), '") + practice + "', '" +
               account + "', " + sealedReason + ")";
    }
    static std::string start(const std::string& who, const std::string& username = "front_desk") {
        return stateFor(who, starting(account(username)));
    }
    static void laterBy(const std::string& time) { AccessPractices::laterBy(time, "access.impersonation"); }
    static std::string patients() { return countFor(admin, "practice.patient"); }
    static std::string may(const std::string& permission) {
        return lineFor(admin, "auth.has('" + permission + "')");
    }
};

} // namespace

TEST_F(Impersonation, AnOperatorSeesNoPracticeAndNoPatientOtherwise) {
    for (const char* table : {"practice.patient", "practice.appointment", "phi.patient_key",
                              "phi.blind_index", "practice.panel", "practice.coverage"})
        EXPECT_EQ(countFor(admin, table), "0") << table;
    EXPECT_EQ(countFor(admin, "practice.practice"), "1");
}

TEST_F(Impersonation, SeesAsThatPersonAndNobodyElse) {
    ASSERT_EQ(start(admin), "00000");
    EXPECT_EQ(patients(), "50");
    EXPECT_EQ(
        lineFor(admin, "auth.tenant() || ' ' || auth.account() || ' ' || (context.claims()).impersonator"),
        std::string(alpha) + " " + account("front_desk") + " " + account("platform_admin", platform));
    EXPECT_EQ(countFor(admin, std::string("practice.patient where tenant = '") + beta + "'"), "0");
    (void)database->superuser("delete from access.impersonation");
    ASSERT_EQ(start(admin, "provider"), "00000");
    EXPECT_EQ(patients(), countFor("alpha:provider", "practice.patient"));
    EXPECT_LT(std::stoi(patients()), 50);
}

TEST_F(Impersonation, NotesWhoOpenedSomebodyBesideTheNameTheyHad) {
    const char* opens = "select phi.count_patients(array[gen_random_uuid()], true)";
    ASSERT_EQ(start(admin), "00000");
    ASSERT_EQ(stateFor(admin, opens), "00000");
    ASSERT_EQ(stateFor("alpha:front_desk", opens), "00000");
    EXPECT_EQ(line("select string_agg(distinct account::text, ' ') || ' ' || "
                   "string_agg(coalesce(impersonator::text, '-'), ' ' order by impersonator) "
                   "from phi.opened_patient"),
              account("front_desk") + " " + account("platform_admin", platform) + " -");
    (void)database->superuser("delete from phi.opened_patient");
}

TEST_F(Impersonation, LendsNothingThatIsSensitive) {
    ASSERT_EQ(start(admin, "owner"), "00000");
    EXPECT_EQ(may("patient.read.all"), "true");
    const auto lent = line("select cardinality(auth.lendable())");
    for (const char* permission :
         {"users.read", "users.write", "audit.read", "sessions.read", "sessions.revoke", "incidents.read",
          "incidents.acknowledge", "sign_in_policy.read", "sign_in_policy.write", "service_accounts.read",
          "service_accounts.write", "opening.lift", "break_glass.open", "impersonation.start", "health.read",
          "platform.tenants"})
        EXPECT_EQ(may(permission), "false") << permission;
    // whatever is added to the owner tomorrow is not lent either
    EXPECT_EQ(lineFor(admin, "select cardinality((context.claims()).permissions) <= 1 + " + lent), "true");
    for (const char* act :
         {"auth.list_accounts()", "auth.demand_fresh()", "access.acknowledge(gen_random_uuid())",
          "access.tenants()", "auth.disable_account(gen_random_uuid())"})
        EXPECT_NE(stateFor(admin, std::string("select ") + act), "00000") << act;
    EXPECT_EQ(lineFor(admin, "auth.is_fresh()"), "false");
}

TEST_F(Impersonation, NeverLendsMoreThanThePersonHas) {
    ASSERT_EQ(start(admin, "biller"), "00000");
    EXPECT_EQ(patients(), "0");
    EXPECT_EQ(may("coverage.read"), "true");
    setOverride("biller", "coverage.read", "deny");
    EXPECT_EQ(may("coverage.read"), "false");
}

TEST_F(Impersonation, EndsAfterFifteenMinutesAndIsNeverExtended) {
    ASSERT_EQ(start(admin), "00000");
    EXPECT_EQ(line("select until - opened_at from access.impersonation"), "00:15:00");
    laterBy("14 minutes 50 seconds");
    EXPECT_EQ(patients(), "50");
    EXPECT_EQ(start(admin), "CU403"); // nor is another one to be had under it
    EXPECT_THROW(
        (void)database->superuser("update access.impersonation set until = until + interval '1 second'"),
        std::runtime_error);
    EXPECT_EQ(
        line("select has_column_privilege('custos_context', 'access.impersonation', 'until', 'update')"),
        "f");
    laterBy("10 seconds");
    EXPECT_EQ(patients(), "0");
    EXPECT_EQ(lineFor(admin, "auth.tenant()"), platform);
}

TEST_F(Impersonation, EndsWithThePersonTheRightOrTheSession) {
    ASSERT_EQ(start(admin), "00000");
    (void)database->superuser("update auth.account set disabled_at = now() where username = 'front_desk'");
    EXPECT_EQ(patients(), "0");
    EXPECT_EQ(lineFor(admin, "auth.tenant()"), platform); // themselves again
    (void)database->superuser("update auth.account set disabled_at = null");
    EXPECT_EQ(patients(), "50");
    setOverride("platform_admin", "impersonation.start", "deny");
    EXPECT_EQ(patients(), "0");
    (void)database->superuser("update auth.session set revoked_at = now()");
    EXPECT_EQ(stateFor(admin, "select 1"), "CU401");
}

TEST_F(Impersonation, IsThatSessionsAlone) {
    ASSERT_EQ(start(admin), "00000");
    signInAgain(admin, "platform:again");
    EXPECT_EQ(countFor("platform:again", "practice.patient"), "0");
    EXPECT_EQ(stateFor("platform:again", "select * from access.standing_impersonation()"), "00000");
    EXPECT_EQ(lineFor("platform:again", "select count(*) from access.end_impersonation()"), "0");
    EXPECT_EQ(patients(), "50");
    (void)database->superuser(
        "delete from auth.session where token_hash = sha256(convert_to('platform:again', 'UTF8'))");
}

TEST_F(Impersonation, AsksForTheRightAFreshFactorAndAPersonOfAPractice) {
    EXPECT_EQ(database->inject(Duty::Api, starting(account("owner"))), "CU401");
    for (const char* role :
         {"owner", "manager", "privacy_officer", "biller", "front_desk", "assistant", "provider"})
        EXPECT_EQ(stateFor(std::string("alpha:") + role, starting(account("owner", beta), beta)), "CU403")
            << role;
    // not even with the permission: it is the operator's practice that operates
    setOverride("owner", "impersonation.start", "grant");
    EXPECT_EQ(stateFor("alpha:owner", starting(account("owner", beta), beta)), "CU403");
    // nor by being the operator's without the permission
    setOverride("platform_admin", "impersonation.start", "deny");
    EXPECT_EQ(start(admin), "CU403");
    (void)database->superuser("delete from auth.account_override");
    EXPECT_EQ(stateFor(admin, starting(account("owner", beta), alpha)), "CU404");
    EXPECT_EQ(stateFor(admin, starting(account("platform_admin", platform), platform)), "CU404");
    unfreshen();
    EXPECT_EQ(start(admin), "CU470");
    EXPECT_EQ(stateFor(admin, "select * from access.impersonation_target('alpha', 'owner')"), "CU470");
    EXPECT_EQ(line("select count(*) from access.impersonation"), "0");
}

TEST_F(Impersonation, BorrowsNoNameOfSomebodyWhoIsPutOutOrOfAProgram) {
    (void)database->superuser("update auth.account set disabled_at = now() where username = 'front_desk'");
    EXPECT_EQ(start(admin), "CU404");
    EXPECT_EQ(lineFor(admin, "select count(*) from access.impersonation_target('alpha', 'front_desk')"), "0");
    (void)database->superuser(
        std::string(
            "with program as (insert into auth.account (tenant, id, username, display_name) values ('") +
        alpha +
        "', gen_random_uuid(), 'service:letters', 'Letters') returning tenant, id) "
        "insert into auth.service_account (tenant, id, key_hash, permissions, per_minute, created_by, "
        "expires_at, allowance) select tenant, id, sha256('letters'), array['schedule.read'], 60, id, now() "
        "+ "
        "interval '1 day', 1 from program");
    EXPECT_EQ(start(admin, "service:letters"), "CU404");
    EXPECT_EQ(lineFor(admin, "select count(*) from access.impersonation_target('alpha', 'service:letters')"),
              "0");
    (void)database->superuser("delete from auth.service_account; "
                              "delete from auth.account where username = 'service:letters'");
}

/// Both have entered before either begins.
TEST_F(Impersonation, IsOneAtATimeEvenAtOnce) {
    std::vector<std::string> states(2);
    std::vector<std::thread> requests;
    for (auto& state : states)
        requests.emplace_back([&state, begin = "select pg_sleep(0.5); " + starting(account("front_desk"))] {
            state = stateFor(admin, begin);
        });
    for (auto& request : requests)
        request.join();
    std::sort(states.begin(), states.end());
    EXPECT_EQ(states, (std::vector<std::string>{"00000", "CU403"}));
    EXPECT_EQ(line("select count(*) from access.impersonation"), "1");
}

TEST_F(Impersonation, NobodyWritesTheTableByThemselves) {
    ASSERT_EQ(start(admin), "00000");
    for (const char* sql :
         {"select * from access.impersonation", "delete from access.impersonation",
          "update access.impersonation set until = until + interval '1 hour'",
          "insert into access.impersonation (tenant, id) values (auth.tenant(), gen_random_uuid())",
          "select auth.borrowed_claims(auth.tenant(), auth.account(), auth.account(), auth.session())",
          "select context.install(context.claims())"})
        EXPECT_EQ(stateFor(admin, sql), "42501") << sql;
    for (const auto duty : {Duty::Auth, Duty::Operations, Duty::Audit, Duty::Keys})
        EXPECT_EQ(database->inject(duty, starting(account("owner"))), "42501");
}

TEST_F(Impersonation, TellsTheOwnerAndThePrivacyOfficerUnderBothNames) {
    ASSERT_EQ(start(admin, "owner"), "00000");
    const auto told = account("platform_admin", platform) + " " + account("owner");
    for (const char* role : {"owner", "privacy_officer"})
        EXPECT_EQ(
            lineFor(
                std::string("alpha:") + role,
                "select actor || ' ' || subject_account from access.incident where kind = 'impersonation'"),
            told);
    EXPECT_EQ(countFor("beta:owner", "access.incident"), "0");
    const auto incident = line("select id from access.incident");
    EXPECT_EQ(stateFor("alpha:owner", "select access.acknowledge('" + incident + "')"), "CU403");
    EXPECT_EQ(stateFor("alpha:privacy_officer", "select access.acknowledge('" + incident + "')"), "00000");
    // and what is reported meanwhile is the operator's doing
    ASSERT_EQ(stateFor(admin, "select access.report('decrypt_block', null, null)"), "00000");
    EXPECT_EQ(
        line("select actor || ' ' || subject_account from access.incident where kind = 'decrypt_block'"),
        told);
}

TEST_F(Impersonation, EndsWhenAskedForGood) {
    ASSERT_EQ(start(admin), "00000");
    const auto rows =
        rowsOf(Duty::Api, entered(admin, "select 'n=' || count(*) from access.end_impersonation(); "
                                         "select 't=' || auth.tenant(); "
                                         "select 'p=' || count(*) from practice.patient"));
    for (const auto& part : {std::string("n=1"), std::string("t=") + platform, std::string("p=0")})
        EXPECT_NE(rows.find(part), std::string::npos) << rows;
    EXPECT_EQ(patients(), "0");
    EXPECT_EQ(lineFor(admin, "select count(*) from access.end_impersonation()"), "0");
}

TEST_F(Impersonation, AnOperatorMayKnowThePracticesWithoutAPatient) {
    EXPECT_EQ(lineFor(admin, "select count(*) from access.tenants()"), "3");
    EXPECT_EQ(lineFor(admin, "select live_sessions from access.tenants() where code = 'alpha'"), "8");
    for (const char* role : {"owner", "manager", "front_desk"})
        EXPECT_EQ(stateFor(std::string("alpha:") + role, "select * from access.tenants()"), "CU403") << role;
}
