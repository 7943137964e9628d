// Keys of programs: what a live one may, and what becomes of one that is not.

#include "tests/server/db/two_practices.h"

using custos::db::Duty;
using custos::testing::TwoPractices;

namespace {

constexpr const char* program = "dddddddd-0000-4000-8000-000000000001";

class ServiceAccounts : public TwoPractices {
protected:
    void SetUp() override {
        (void)database->superuser("update auth.session set factor_at = clock_timestamp()");
        (void)database->superuser("delete from auth.service_account");
        (void)database->superuser("delete from auth.account where username like 'service:%'");
    }

    static std::string create(const std::string& scope, int perMinute = 6000,
                              const std::string& until = "now() + interval '30 days'") {
        return std::string("select auth.create_service_account('") + program + "', 'Recall letters', array[" +
               scope + "], " + std::to_string(perMinute) + ", " + until + ", sha256('the-key'))";
    }
    static void make(const std::string& scope, int perMinute = 6000) {
        ASSERT_EQ(stateFor("alpha:owner", create(scope, perMinute)), "00000");
    }
    static std::string stateWithKey(const std::string& sql, const std::string& key = "the-key") {
        return database->inject(Duty::Api,
                                "begin; select auth.enter_key('" + key + "'); " + sql + "; commit");
    }
    static std::string countWithKey(const std::string& table) {
        return rowsOf(Duty::Api,
                      "begin; select auth.enter_key('the-key'); select count(*) from " + table + "; commit");
    }
    static bool hasLast(const std::string& rows, const std::string& count) {
        return rows.ends_with("\n" + count + "\n");
    }
};

TEST_F(ServiceAccounts, SeeWhatTheirScopeSaysOfTheirPracticeAndNothingElse) {
    make("'schedule.read', 'schedule.read.all'");
    EXPECT_TRUE(hasLast(countWithKey("practice.appointment"), "40"));
    EXPECT_TRUE(hasLast(countWithKey("practice.patient"), "0"));
    EXPECT_TRUE(hasLast(countWithKey("practice.practice where code = 'beta'"), "0"));
    EXPECT_EQ(stateWithKey("select auth.demand('schedule.read')"), "00000");
    EXPECT_EQ(stateWithKey("select auth.demand('schedule.write')"), "CU403");
    EXPECT_EQ(stateWithKey("select auth.demand('users.write')"), "CU403");
}

TEST_F(ServiceAccounts, SeeNoColumnWithoutBeingGivenAll) {
    make("'schedule.read'");
    EXPECT_TRUE(hasLast(countWithKey("practice.appointment"), "0"));
}

TEST_F(ServiceAccounts, AreNeverFresh) {
    make("'schedule.read'");
    EXPECT_EQ(stateWithKey("select auth.demand_fresh()"), "CU470");
}

TEST_F(ServiceAccounts, EndAtTheNextRequest) {
    for (const std::string& end :
         {std::string("update auth.service_account set created_at = now() - interval '2 days', expires_at = "
                      "now() - interval '1 second'"),
          std::string("update auth.service_account set revoked_at = now()"),
          std::string("update auth.account set disabled_at = now() where username like 'service:%'")}) {
        SetUp();
        make("'schedule.read'");
        EXPECT_EQ(stateWithKey("select 1"), "00000");
        (void)database->superuser(end);
        EXPECT_EQ(stateWithKey("select 1"), "CU401") << end;
    }
    SetUp();
    make("'schedule.read'");
    EXPECT_EQ(stateFor("alpha:owner", std::string("select auth.revoke_service_account('") + program + "')"),
              "00000");
    EXPECT_EQ(stateWithKey("select 1"), "CU401");
}

TEST_F(ServiceAccounts, EnterByTheirOwnDoorAlone) {
    make("'schedule.read'");
    EXPECT_EQ(database->inject(Duty::Api, "select auth.enter('the-key')"), "CU401");
    EXPECT_EQ(stateWithKey("select 1", "alpha:owner"), "CU401");
    EXPECT_EQ(stateWithKey("select 1", "another-key"), "CU401");
    EXPECT_EQ(database->inject(Duty::Operations, "select auth.enter_key('the-key')"), "42501");
}

TEST_F(ServiceAccounts, AreGivenNoMoreThanTheirMakerHoldsAndNothingThatLetsAnybodyIn) {
    for (const char* who : {"alpha:front_desk", "alpha:provider"})
        EXPECT_EQ(stateFor(who, create("'schedule.read'")), "CU403") << who;
    for (const char* scope :
         {"'users.write'", "'service_accounts.write'", "'sessions.revoke'", "'health.read'"})
        EXPECT_EQ(stateFor("alpha:owner", create(std::string("'schedule.read', ") + scope)), "CU403")
            << scope;
    (void)database->superuser(
        "insert into auth.account_override (tenant, account, permission, effect) select tenant, id, "
        "'audit.read', 'deny' from auth.account where username = 'owner'");
    EXPECT_EQ(stateFor("alpha:owner", create("'audit.read'")), "CU403");
    (void)database->superuser("delete from auth.account_override");
    (void)database->superuser("update auth.session set factor_at = now() - interval '6 minutes'");
    EXPECT_EQ(stateFor("alpha:owner", create("'schedule.read'")), "CU470");
}

TEST_F(ServiceAccounts, LiveAYearAtMost) {
    EXPECT_EQ(stateFor("alpha:owner", create("'schedule.read'", 60, "now() + interval '400 days'")), "23514");
    EXPECT_EQ(stateFor("alpha:owner", create("'schedule.read'", 60, "now() - interval '1 day'")), "23514");
}

TEST_F(ServiceAccounts, AskNoMoreOftenThanTheyMay) {
    make("'schedule.read'", 12); // two at once, then one in five seconds
    EXPECT_EQ(stateWithKey("select 1"), "00000");
    EXPECT_EQ(stateWithKey("select 1"), "00000");
    EXPECT_EQ(stateWithKey("select 1"), "CU429");
    (void)database->superuser("update auth.service_account set filled_at = filled_at - interval '5 seconds'");
    EXPECT_EQ(stateWithKey("select 1"), "00000");
    EXPECT_EQ(stateWithKey("select 1"), "CU429");
    // an hour of silence saves up no more than ten seconds' worth
    (void)database->superuser("update auth.service_account set filled_at = now() - interval '1 hour'");
    EXPECT_EQ(stateWithKey("select 1"), "00000");
    EXPECT_EQ(stateWithKey("select 1"), "00000");
    EXPECT_EQ(stateWithKey("select 1"), "CU429");
}

TEST_F(ServiceAccounts, AreStoredAsAHashAndShowWhenTheyWereLastUsed) {
    make("'schedule.read'");
    EXPECT_EQ(database->superuser("select count(*) from auth.service_account where last_used_at is null"),
              "1\n");
    (void)stateWithKey("select 1");
    EXPECT_EQ(
        database->superuser(
            "select count(*) from auth.service_account where last_used_at > now() - interval '1 minute'"),
        "1\n");
    EXPECT_EQ(database->superuser("select t::text from auth.service_account t").find("the-key"),
              std::string::npos);
    EXPECT_EQ(stateFor("alpha:owner", "select key_hash from auth.service_account"), "42501");
}

TEST_F(ServiceAccounts, OfAnotherPracticeAreLikeThoseThatDoNotExist) {
    make("'schedule.read'");
    for (const char* id : {program, "dddddddd-0000-4000-8000-000000000009"})
        EXPECT_EQ(stateFor("beta:owner", std::string("select auth.revoke_service_account('") + id + "')"),
                  "CU404");
    EXPECT_EQ(stateWithKey("select 1"), "00000");
    EXPECT_TRUE(hasLast(
        rowsOf(Duty::Api, entered("beta:owner", "select count(*) from auth.list_service_accounts()")), "0"));
}

// A program's account has no roles, so anybody who manages people could have invited it, accepted, and signed
// in as it.
TEST_F(ServiceAccounts, AreNotForWhoeverManagesPeople) {
    make("'schedule.read'");
    const auto subject = "'" + std::string(program) + "'";
    for (const std::string& act :
         {"select auth.invite_account(" + subject + ", gen_random_uuid(), sha256('x'), 'x')",
          "select auth.disable_account(" + subject + ")", "select auth.enable_account(" + subject + ")",
          "select auth.sign_out_account(" + subject + ")"})
        EXPECT_EQ(stateFor("alpha:owner", act), "CU404") << act;
    EXPECT_EQ(stateWithKey("select 1"), "00000");
}

TEST_F(ServiceAccounts, NeverHaveWhatPeopleSignInWith) {
    make("'schedule.read'");
    const auto own =
        "(select tenant from auth.account where id = '" + std::string(program) + "'), '" + program + "'";
    for (const std::string& act :
         {"insert into auth.password (tenant, account, password_hash) values (" + own + ", 'x')",
          "insert into auth.totp (tenant, account, sealed_seed) values (" + own + ", 'x')",
          "insert into auth.invitation (tenant, account, id, token_hash, sealed_seed, expires_at) values (" +
              own + ", gen_random_uuid(), sha256('x'), 'x', now() + interval '1 day')",
          "insert into auth.session (tenant, account, id, token_hash) values (" + own +
              ", gen_random_uuid(), sha256('x'))",
          "update auth.password set account = '" + std::string(program) +
              "' where account = (select id from "
              "auth.account where username = 'owner' and tenant = '" +
              custos::testing::alpha + "')"})
        EXPECT_EQ(database->inject(Duty::Auth, act), "42501") << act;
}

} // namespace
