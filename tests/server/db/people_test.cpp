// Adding people and putting them out, with the API's login, a psql prompt and one live token.

#include "tests/server/db/two_practices.h"

using custos::testing::alpha;
using custos::testing::beta;
using custos::testing::TwoPractices;

namespace {

constexpr const char* fresh = "cccccccc-0000-4000-8000-00000000000";

class People : public TwoPractices {
protected:
    static void SetUpTestSuite() {
        TwoPractices::SetUpTestSuite();
        (void)database->superuser(R"(
            insert into auth.account (tenant, id, username, display_name)
                select p.id, gen_random_uuid(), 'manager', 'Person manager' from practice.practice p;
            insert into auth.account_role select a.tenant, a.id, 'manager' from auth.account a where username = 'manager';
            insert into auth.session (tenant, id, account, token_hash)
                select a.tenant, gen_random_uuid(), a.id, sha256(convert_to(p.code || ':manager', 'UTF8'))
                from auth.account a join practice.practice p on p.id = a.tenant where a.username = 'manager')");
    }
    void SetUp() override {
        (void)database->superuser("update auth.session set factor_at = clock_timestamp()");
    }

    static std::string idOf(const std::string& practice, const std::string& username) {
        auto id =
            database->superuser("select a.id from auth.account a join practice.practice p on p.id = a.tenant "
                                "where p.code = '" +
                                practice + "' and a.username = '" + username + "'");
        id.pop_back();
        return id;
    }
    static std::string create(int n, const std::string& roles) {
        return "select auth.create_account('" + std::string(fresh) + std::to_string(n) + "', 'new-" +
               std::to_string(n) + "', 'Exemplar, New', array[" + roles + "], null)";
    }
};

TEST_F(People, AreAddedAndPutOutByThoseWhoMayAlone) {
    const auto someone = "'" + idOf("alpha", "assistant") + "'";
    for (const std::string& act :
         {create(1, "'assistant'"), "select auth.disable_account(" + someone + ")",
          "select auth.enable_account(" + someone + ")", "select auth.sign_out_account(" + someone + ")",
          "select auth.invite_account(" + someone + ", gen_random_uuid(), sha256('x'), 'x')",
          std::string("select auth.list_accounts()"),
          std::string("select auth.change_sign_in_policy(20, 1, 'argon2id', 'privileged')")}) {
        for (const char* who : {"alpha:front_desk", "alpha:provider", "alpha:assistant"})
            EXPECT_EQ(stateFor(who, act), "CU403") << who << ": " << act;
        EXPECT_EQ(database->inject(custos::db::Duty::Api, act), "CU401") << act;
    }
    EXPECT_EQ(database->superuser("select count(*) from auth.account where username like 'new-%'"), "0\n");
}

TEST_F(People, AreNotAddedOrPutOutWithoutAFreshFactor) {
    (void)database->superuser("update auth.session set factor_at = now() - interval '6 minutes'");
    const auto someone = "'" + idOf("alpha", "assistant") + "'";
    for (const std::string& act :
         {create(1, "'assistant'"), "select auth.disable_account(" + someone + ")",
          "select auth.enable_account(" + someone + ")", "select auth.sign_out_account(" + someone + ")",
          "select auth.invite_account(" + someone + ", gen_random_uuid(), sha256('x'), 'x')",
          std::string("select auth.change_sign_in_policy(20, 1, 'argon2id', 'privileged')")})
        EXPECT_EQ(stateFor("alpha:owner", act), "CU470") << act;
}

TEST_F(People, AreGivenNoMoreThanWhoeverAddsThemHolds) {
    EXPECT_EQ(stateFor("alpha:manager", create(2, "'owner'")), "CU403");
    EXPECT_EQ(stateFor("alpha:manager", create(2, "'privacy_officer'")), "CU403");
    EXPECT_EQ(stateFor("alpha:manager", create(2, "'assistant', 'owner'")), "CU403");
    EXPECT_EQ(stateFor("alpha:owner", create(2, "'platform_admin'")), "CU403");
    EXPECT_EQ(database->superuser("select count(*) from auth.account where username = 'new-2'"), "0\n");
    EXPECT_EQ(stateFor("alpha:manager", create(2, "'assistant'")), "00000");
    EXPECT_EQ(stateFor("alpha:owner", create(3, "'owner'")), "00000");
}

TEST_F(People, OfAnotherPracticeAreLikeThoseWhoDoNotExist) {
    for (const std::string& id : {idOf("beta", "assistant"), std::string(fresh) + "9"})
        for (const char* act : {"disable_account", "enable_account", "sign_out_account"})
            EXPECT_EQ(stateFor("alpha:owner", std::string("select auth.") + act + "('" + id + "')"), "CU404")
                << act;
    EXPECT_EQ(stateFor("beta:assistant", "select 1"), "00000");
}

TEST_F(People, DoNotPutOutThemselvesOrWhoeverHoldsMore) {
    EXPECT_EQ(stateFor("alpha:owner", "select auth.disable_account('" + idOf("alpha", "owner") + "')"),
              "CU403");
    EXPECT_EQ(stateFor("alpha:manager", "select auth.disable_account('" + idOf("alpha", "owner") + "')"),
              "CU403");
    EXPECT_EQ(stateFor("alpha:manager", "select auth.sign_out_account('" + idOf("alpha", "owner") + "')"),
              "CU403");
}

TEST_F(People, WhoAreDisabledOrSignedOutAreSoAtTheirNextRequest) {
    const auto id = idOf("beta", "assistant");
    EXPECT_EQ(stateFor("beta:assistant", "select 1"), "00000");
    EXPECT_EQ(stateFor("beta:owner", "select auth.disable_account('" + id + "')"), "00000");
    EXPECT_EQ(stateFor("beta:assistant", "select 1"), "CU401");
    EXPECT_EQ(stateFor("beta:owner", "select auth.enable_account('" + id + "')"), "00000");
    EXPECT_EQ(stateFor("beta:assistant", "select 1"), "CU401"); // enabled, but nothing comes back to life
    EXPECT_EQ(stateFor("beta:front_desk", "select 1"), "00000");
    EXPECT_EQ(stateFor("beta:owner", "select auth.sign_out_account('" + idOf("beta", "front_desk") + "')"),
              "00000");
    EXPECT_EQ(stateFor("beta:front_desk", "select 1"), "CU401");
}

TEST_F(People, WithFactorsAreNotInvitedAroundThem) {
    const auto id = idOf("alpha", "assistant");
    // a seed names the key that it is sealed under, which has to be there
    const std::string seed = "decode(rpad('0100000001', 66, '0'), 'hex')";
    (void)database->superuser(
        std::string("insert into phi.tenant_key (tenant, purpose, version, wrapped) values ('") + alpha +
        "', 3, 1, 'x') on conflict do nothing");
    const auto invite =
        "select auth.invite_account('" + id + "', gen_random_uuid(), sha256('" + id + "'), " + seed + ")";
    (void)database->superuser(std::string("insert into auth.totp (tenant, account, sealed_seed) values ('") +
                              alpha + "', '" + id + "', " + seed + ")");
    EXPECT_EQ(stateFor("alpha:owner", invite), "CU409");
    (void)database->superuser("delete from auth.totp");
    EXPECT_EQ(stateFor("alpha:owner", invite), "00000");
}

TEST_F(People, AreNotWrittenPastTheFunctions) {
    for (const std::string& act :
         {std::string("insert into auth.account (tenant, id, username, display_name) values ('") + alpha +
              "', gen_random_uuid(), 'smuggled', 'x')",
          std::string("update auth.account set disabled_at = null"),
          std::string("update auth.sign_in_policy set lockout_failures = 20"),
          std::string("delete from auth.totp_change"), std::string("select * from auth.totp_change"),
          std::string("select auth.end_all('") + beta + "', '" + idOf("beta", "owner") + "')",
          std::string("select auth.note_lockout('") + beta + "', null)"})
        EXPECT_EQ(stateFor("alpha:owner", act), "42501") << act;
}

TEST_F(People, OfAnotherPracticeAreNotListed) {
    const auto listed =
        rowsOf(custos::db::Duty::Api, entered("alpha:owner", "select id from auth.list_accounts()"));
    EXPECT_NE(listed.find(idOf("alpha", "manager")), std::string::npos);
    EXPECT_EQ(listed.find(idOf("beta", "manager")), std::string::npos);
}

} // namespace
