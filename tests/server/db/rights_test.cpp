// Who holds which right and why, and changing that, with the API's login, a psql prompt and one live token.

#include "tests/server/db/access_practices.h"

#include <algorithm>
#include <thread>

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;

namespace {

class Rights : public AccessPractices {
protected:
    static void SetUpTestSuite() {
        AccessPractices::SetUpTestSuite();
        (void)database->superuser(R"(
            insert into auth.account (tenant, id, username, display_name)
                select p.id, gen_random_uuid(), 'partner', 'Person partner' from practice.practice p
                where p.code <> 'platform';
            insert into auth.session (tenant, id, account, token_hash)
                select a.tenant, gen_random_uuid(), a.id, sha256(convert_to(p.code || ':partner', 'UTF8'))
                from auth.account a join practice.practice p on p.id = a.tenant where a.username = 'partner';
            insert into auth.account (tenant, id, username, display_name)
                values ('aaaaaaaa-0000-4000-8000-000000000000', 'dddddddd-0000-4000-8000-000000000000',
                        'service:dddddddd-0000-4000-8000-000000000000', 'Program');
            insert into auth.service_account (tenant, id, key_hash, permissions, per_minute, created_by, expires_at, allowance)
                values ('aaaaaaaa-0000-4000-8000-000000000000', 'dddddddd-0000-4000-8000-000000000000', sha256('alpha:key'),
                        array['patient.search', 'schedule.read'], 6000, 'dddddddd-0000-4000-8000-000000000000',
                        now() + interval '1 day', 1000);
            create table public.usual as
                select a.tenant, a.id as account, case a.username when 'colleague' then 'provider' when 'partner' then 'owner'
                                                                  else a.username end as role
                from auth.account a where a.username not like 'service:%')");
    }
    static void TearDownTestSuite() { (void)database->superuser("drop table public.usual"); }

    void SetUp() override {
        (void)database->superuser(R"(
            update auth.session set factor_at = clock_timestamp(), revoked_at = null;
            delete from auth.account_override; delete from auth.feature_flag;
            update auth.account set disabled_at = null where disabled_at is not null;
            insert into auth.account_role select * from public.usual on conflict do nothing;
            delete from auth.account_role r using public.usual u where u.account = r.account and u.role <> r.role)");
    }

    static std::string replaceRoles(const std::string& subject, const std::string& roles) {
        return "select auth.replace_roles('" + subject + "', array[" + roles + "])";
    }
    static std::string setOverride(const std::string& subject, const std::string& permission,
                                   const std::string& effect) {
        return "select auth.set_override('" + subject + "', '" + permission + "', '" + effect + "')";
    }
    static std::string setFlag(const std::string& flag, const char* enabled) {
        return "select auth.set_feature_flag('" + flag + "', " + enabled + ")";
    }
    /// holds, because, roles, override, switched_off.
    static std::string why(const std::string& subject, const std::string& permission) {
        return lineFor("alpha:owner",
                       "select concat_ws(' ', e.holds, e.because, e.roles, coalesce(e.override, '-'), "
                       "e.switched_off) from auth.explain_rights('" +
                           account(subject) + "') e where e.permission = '" + permission + "'");
    }
    static std::string may(const std::string& who, const std::string& permission) {
        return lineFor(who, "select auth.has('" + permission + "')");
    }

    /// Every change of rights there is, aimed at that account.
    static std::vector<std::string> changes(const std::string& subject) {
        return {replaceRoles(subject, "'assistant'"), setOverride(subject, "patient.read", "deny"),
                setOverride(subject, "patient.read", "none")};
    }

    /// Both at once: each has done its work before the other commits.
    static std::vector<std::string> atOnce(const std::string& one, const std::string& oneDoes,
                                           const std::string& other, const std::string& otherDoes) {
        std::vector<std::string> states(2);
        const auto act = [](const std::string& who, const std::string& what) {
            return stateFor(who, "select pg_sleep(0.5); " + what + "; select pg_sleep(0.5)");
        };
        std::thread first([&] { states[0] = act(one, oneDoes); });
        std::thread second([&] { states[1] = act(other, otherDoes); });
        first.join();
        second.join();
        std::sort(states.begin(), states.end());
        return states;
    }
    static std::string owners() {
        return line("select count(*) from auth.account a join auth.account_role r on r.account = a.id and "
                    "r.role = 'owner' "
                    "where a.tenant = '" +
                    std::string(alpha) +
                    "' and a.disabled_at is null and 'users.write' = any "
                    "(auth.permissions_of(a.id))");
    }
};

TEST_F(Rights, AreWhatAnswersSayTheyAre) {
    for (const char* who :
         {"owner", "privacy_officer", "manager", "biller", "front_desk", "assistant", "provider"}) {
        const auto explained =
            lineFor("alpha:owner",
                    "select array_agg(e.permission order by e.permission)::text from auth.explain_rights('" +
                        account(who) + "') e where e.holds");
        EXPECT_EQ(lineFor(std::string("alpha:") + who, "select (context.claims()).permissions::text"),
                  explained)
            << who;
        EXPECT_EQ(
            lineFor("alpha:owner",
                    std::string("select r.permissions::text from auth.list_roles() r where r.code = '") +
                        who + "'"),
            explained)
            << who;
        EXPECT_EQ(line("select auth.granted_to('" + account(who) + "')"), explained) << who;
    }
}

TEST_F(Rights, HaveTheirGrounds) {
    const auto desk = account("front_desk");
    EXPECT_EQ(why("front_desk", "schedule.overbook"), "t role {front_desk} - {}");
    EXPECT_EQ(why("front_desk", "audit.read"), "f not_given {} - {}");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(desk, "audit.read", "grant")), "00000");
    EXPECT_EQ(why("front_desk", "audit.read"), "t granted {} grant {}");
    EXPECT_EQ(may("alpha:front_desk", "audit.read"), "true");
    EXPECT_EQ(stateFor("alpha:owner", setFlag("overbooking", "false")), "00000");
    EXPECT_EQ(why("front_desk", "schedule.overbook"), "f switched_off {front_desk} - {overbooking}");
    EXPECT_EQ(stateFor("alpha:owner", setFlag("booking", "false")), "00000");
    EXPECT_EQ(why("front_desk", "schedule.overbook"), "f switched_off {front_desk} - {booking,overbooking}");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(desk, "schedule.overbook", "deny")), "00000");
    EXPECT_EQ(why("front_desk", "schedule.overbook"), "f denied {front_desk} deny {booking,overbooking}");
    EXPECT_EQ(stateFor("alpha:owner", "select auth.disable_account('" + desk + "')"), "00000");
    EXPECT_EQ(why("front_desk", "schedule.read"), "f disabled {front_desk} - {}");
}

TEST_F(Rights, AreDeniedWhateverTheRolesAndAnEarlierGrantSay) {
    const auto desk = account("front_desk");
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(desk, "'front_desk', 'manager', 'biller'")), "00000");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(desk, "patient.search", "grant")), "00000");
    EXPECT_EQ(may("alpha:front_desk", "patient.search"), "true");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(desk, "patient.search", "deny")), "00000");
    EXPECT_EQ(why("front_desk", "patient.search"), "f denied {front_desk,manager} deny {}");
    EXPECT_EQ(may("alpha:front_desk", "patient.search"), "false");
    EXPECT_EQ(lineFor("alpha:owner", "select e.override_by from auth.explain_rights('" + desk +
                                         "') e where e.permission = 'patient.search'"),
              account("owner"));
    EXPECT_EQ(stateFor("alpha:owner", setOverride(desk, "patient.search", "none")), "00000");
    EXPECT_EQ(why("front_desk", "patient.search"), "t role {front_desk,manager} - {}");
}

TEST_F(Rights, ChangeAtTheNextRequest) {
    EXPECT_NE(countFor("alpha:front_desk", "practice.patient"), "0");
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(account("front_desk"), "'biller'")), "00000");
    EXPECT_EQ(countFor("alpha:front_desk", "practice.patient"), "0");
    EXPECT_EQ(countFor("alpha:front_desk", "practice.appointment"), "0");
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(account("front_desk"), "'front_desk'")), "00000");
    EXPECT_NE(countFor("alpha:front_desk", "practice.patient"), "0");
}

TEST_F(Rights, ThatAPracticeSwitchesOffAreGoneForEverybodyInItAndForItsPrograms) {
    const std::string key =
        "begin; select auth.enter_key('alpha:key'); select 'v=' || auth.has('patient.search'); commit";
    EXPECT_NE(rowsOf(Duty::Api, key).find("v=true"), std::string::npos);
    EXPECT_EQ(stateFor("alpha:owner", setFlag("patient_search", "false")), "00000");
    for (const char* who : {"owner", "manager", "front_desk", "assistant", "provider"}) {
        EXPECT_EQ(may(std::string("alpha:") + who, "patient.search"), "false") << who;
        EXPECT_EQ(may(std::string("beta:") + who, "patient.search"), "true") << who;
    }
    EXPECT_NE(rowsOf(Duty::Api, key).find("v=false"), std::string::npos);
    // nobody is given a way around it, and what was given comes back with it
    EXPECT_EQ(stateFor("alpha:owner", setOverride(account("front_desk"), "patient.search", "grant")),
              "00000");
    EXPECT_EQ(may("alpha:front_desk", "patient.search"), "false");
    EXPECT_EQ(stateFor("alpha:owner", setFlag("patient_search", "true")), "00000");
    EXPECT_EQ(may("alpha:front_desk", "patient.search"), "true");
    EXPECT_NE(rowsOf(Duty::Api, key).find("v=true"), std::string::npos);
}

TEST_F(Rights, KnowNoOtherRolesPermissionsAndFeatures) {
    const auto desk = account("front_desk");
    EXPECT_EQ(stateFor("alpha:owner", setFlag("nonsense", "false")), "23503");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(desk, "nonsense", "grant")), "23503");
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(desk, "'nonsense'")), "23503");
    EXPECT_EQ(
        line("select count(*) from auth.feature_permission f join auth.role_permission r using (permission) "
             "where permission in ('users.write', 'flags.write', 'access.read')"),
        "0"); // nobody switches off what switches on again
}

TEST_F(Rights, AreReadAndChangedByThoseWhoMayAlone) {
    const auto subject = account("assistant");
    auto all = changes(subject);
    all.push_back(setFlag("booking", "false"));
    const std::vector<std::string> reads{"select auth.explain_rights('" + subject + "')",
                                         "select auth.list_roles()", "select auth.list_feature_flags()"};
    for (const auto& act : all) {
        for (const char* who : {"front_desk", "provider", "assistant", "biller", "privacy_officer"})
            EXPECT_EQ(stateFor(std::string("alpha:") + who, act), "CU403") << who << ": " << act;
        EXPECT_EQ(database->inject(Duty::Api, act), "CU401") << act;
    }
    for (const auto& act : reads) {
        for (const char* who : {"front_desk", "provider", "assistant", "biller"})
            EXPECT_EQ(stateFor(std::string("alpha:") + who, act), "CU403") << who << ": " << act;
        for (const char* who : {"owner", "manager", "privacy_officer"})
            EXPECT_EQ(stateFor(std::string("alpha:") + who, act), "00000") << who << ": " << act;
        EXPECT_EQ(database->inject(Duty::Api, act), "CU401") << act;
    }
    EXPECT_EQ(stateFor("alpha:manager", setFlag("booking", "false")), "CU403"); // the owner's own
    for (const auto& act : changes(subject))
        EXPECT_EQ(stateFor("alpha:manager", act), "00000") << act;
}

TEST_F(Rights, AreNotChangedWithoutAFreshFactor) {
    (void)database->superuser("update auth.session set factor_at = now() - interval '6 minutes'");
    auto all = changes(account("assistant"));
    all.push_back(setFlag("booking", "false"));
    for (const auto& act : all)
        EXPECT_EQ(stateFor("alpha:owner", act), "CU470") << act;
}

TEST_F(Rights, OfAnotherPracticesPeopleOfNobodyAndOfProgramsAreAllNotFound) {
    for (const std::string& id :
         {account("assistant", beta), std::string("eeeeeeee-0000-4000-8000-000000000000"),
          std::string("dddddddd-0000-4000-8000-000000000000")}) {
        for (const auto& act : changes(id))
            EXPECT_EQ(stateFor("alpha:owner", act), "CU404") << act;
        EXPECT_EQ(stateFor("alpha:owner", "select auth.explain_rights('" + id + "')"), "CU404");
    }
    EXPECT_EQ(may("beta:assistant", "patient.read"), "true");
}

TEST_F(Rights, AreNobodysOwnToChange) {
    for (const char* who : {"owner", "manager"})
        for (const auto& act : changes(account(who)))
            EXPECT_EQ(stateFor(std::string("alpha:") + who, act), "CU403") << who << ": " << act;
}

TEST_F(Rights, AreGivenByNobodyWhoHoldsLess) {
    const auto subject = account("assistant");
    for (const char* roles :
         {"'owner'", "'assistant', 'owner'", "'front_desk'", "'privacy_officer'", "'biller'"})
        EXPECT_EQ(stateFor("alpha:manager", replaceRoles(subject, roles)), "CU403") << roles;
    // the operator's role is none of a practice's, whatever somebody there came to hold
    (void)database->superuser("insert into auth.account_override (tenant, account, permission, effect) "
                              "select a.tenant, a.id, p.permission, 'grant' from auth.account a, "
                              "auth.role_permission p where p.role = 'platform_admin' and a.id = '" +
                              account("owner") + "'");
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(subject, "'platform_admin'")), "CU403");
    EXPECT_EQ(stateFor("alpha:manager", setOverride(subject, "audit.read", "grant")), "CU403");
    EXPECT_EQ(may("alpha:assistant", "audit.read"), "false");
    for (const char* above : {"owner", "front_desk", "privacy_officer"})
        for (const auto& act : changes(account(above)))
            EXPECT_EQ(stateFor("alpha:manager", act), "CU403") << above << ": " << act;
    // an owner is an owner's to manage, even one who was denied everything
    (void)database->superuser("insert into auth.account_override (tenant, account, permission, effect) "
                              "select a.tenant, a.id, p.code, 'deny' from auth.account a, auth.permission p "
                              "where a.id = '" +
                              account("partner") + "'");
    for (const auto& act : changes(account("partner")))
        EXPECT_EQ(stateFor("alpha:manager", act), "CU403") << act;
    // a denial that keeps somebody below the manager is not the manager's to take back
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(subject, "'biller'")), "00000");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(subject, "coverage.read", "deny")), "00000");
    EXPECT_EQ(stateFor("alpha:manager", setOverride(subject, "coverage.read", "none")), "CU403");
    EXPECT_EQ(stateFor("alpha:manager", setOverride(subject, "coverage.read", "grant")), "CU403");
    EXPECT_EQ(may("alpha:assistant", "coverage.read"), "false");
    // whoever was denied something has it no more to give
    (void)database->superuser("insert into auth.account_override (tenant, account, permission, effect) "
                              "select tenant, id, 'audit.read', 'deny' from auth.account where id = '" +
                              account("owner") + "'");
    EXPECT_EQ(stateFor("alpha:owner", setOverride(subject, "audit.read", "grant")), "CU403");
    EXPECT_EQ(stateFor("alpha:owner", replaceRoles(subject, "'privacy_officer'")), "CU403");
    (void)database->superuser("delete from auth.account_override where permission = 'audit.read'");
    // nor does what is switched off today lower what somebody counts as
    for (const char* flag : {"patient_intake", "coverage"})
        EXPECT_EQ(stateFor("alpha:owner", setFlag(flag, "false")), "00000");
    EXPECT_EQ(stateFor("alpha:manager", "select auth.disable_account('" + account("front_desk") + "')"),
              "CU403");
}

TEST_F(Rights, OfEveryRoleAreTheOwnersToGiveAndThoseAtTheChairTheManagers) {
    const auto subject = account("assistant");
    for (const char* role :
         {"owner", "privacy_officer", "manager", "biller", "front_desk", "assistant", "provider"}) {
        EXPECT_EQ(stateFor("alpha:owner", replaceRoles(subject, "'" + std::string(role) + "'")), "00000")
            << role;
        EXPECT_EQ(lineFor("alpha:owner",
                          "select a.roles::text from auth.list_accounts() a where a.id = '" + subject + "'"),
                  "{" + std::string(role) + "}");
    }
    for (const char* roles : {"'assistant'", "'provider'", "'assistant', 'provider'"})
        EXPECT_EQ(stateFor("alpha:manager", replaceRoles(subject, roles)), "00000") << roles;
}

TEST_F(Rights, LeaveAPracticeAnOwner) {
    const auto owner = account("owner");
    const auto partner = account("partner");
    const std::vector<std::string> ways{"select auth.replace_roles('@', array['front_desk'])",
                                        "select auth.disable_account('@')",
                                        "select auth.set_override('@', 'users.write', 'deny')"};
    const auto aimedAt = [](std::string way, const std::string& whom) {
        return way.replace(way.find('@'), 1, whom);
    };
    for (const auto& mine : ways)
        for (const auto& theirs : ways) {
            SetUp();
            const auto states =
                atOnce("alpha:owner", aimedAt(mine, partner), "alpha:partner", aimedAt(theirs, owner));
            EXPECT_EQ(states[0], "00000") << mine << ", " << theirs;
            EXPECT_NE(states[1], "00000") << mine << ", " << theirs;
            EXPECT_EQ(owners(), "1") << mine << ", " << theirs;
        }
    // nor do other ways lead past it
    SetUp();
    EXPECT_EQ(stateFor("alpha:owner", aimedAt(ways[0], partner)), "00000");
    const auto entered = "begin; select auth.enter_service('" + std::string(alpha) + "', 'provision'); ";
    EXPECT_EQ(
        database->inject(Duty::Operations, entered + "update auth.account set disabled_at = now(); commit"),
        "CU409");
    EXPECT_EQ(database->inject(
                  Duty::Operations,
                  entered + "update auth.account_role set role = 'biller' where role = 'owner'; commit"),
              "CU409");
    EXPECT_EQ(owners(), "1");
}

TEST_F(Rights, OfOnePersonAreChangedOneAfterTheOther) {
    const auto subject = account("assistant");
    EXPECT_EQ(atOnce("alpha:owner", replaceRoles(subject, "'biller'"), "alpha:partner",
                     replaceRoles(subject, "'front_desk'")),
              (std::vector<std::string>{"00000", "00000"}));
    EXPECT_EQ(line("select count(*) from auth.account_role where account = '" + subject + "'"), "1");
}

TEST_F(Rights, AreNotWrittenPastTheFunctions) {
    const auto subject = account("assistant");
    for (const std::string& act :
         {"insert into auth.account_role values ('" + std::string(alpha) + "', '" + subject + "', 'owner')",
          std::string("delete from auth.account_override"),
          std::string("select * from auth.account_override"),
          std::string("update auth.feature_flag set enabled = true"),
          std::string("select * from auth.feature_flag"),
          std::string("insert into auth.feature values ('nonsense')"),
          std::string("delete from auth.feature_permission"),
          "select auth.give_roles('" + subject + "', array['owner'])",
          "select auth.decide('" + subject + "')", "select auth.permissions_of('" + subject + "')",
          "select auth.lock_account('" + subject + "')"})
        EXPECT_EQ(stateFor("alpha:owner", act), "42501") << act;
}

} // namespace
