// Seeing what somebody else sees, with the API's login, a psql prompt and at most one live token.

#include "server/db/connection.h"
#include "server/db/query.h"
#include "server/db/transaction.h"
#include "tests/server/db/access_practices.h"

#include <algorithm>
#include <set>
#include <sstream>

using custos::db::Duty;
using custos::db::Query;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;

namespace {

class ViewAs : public AccessPractices {
protected:
    static void SetUpTestSuite() {
        AccessPractices::SetUpTestSuite();
        // whoever sees least may view too, here: what they may not see themselves is looked for
        (void)database->superuser(R"(
            insert into auth.account_override (tenant, account, permission, effect)
                select tenant, id, 'access.view_as', 'grant' from auth.account
                where username in ('provider', 'colleague', 'assistant', 'biller', 'front_desk');
            insert into practice.coverage (tenant, id, patient, priority)
                select tenant, gen_random_uuid(), id, 1 from practice.patient on conflict do nothing;
            insert into practice.idempotency_key (tenant, account, key, request_hash, record)
                select tenant, id, gen_random_uuid(), sha256('x'), gen_random_uuid() from auth.account)");
    }

    static std::string as(const std::string& subject) {
        return "select auth.enter_as('" + account(subject) + "'); ";
    }
    /// How many rows a viewer sees as somebody; the condition may name both.
    static std::string countAs(const std::string& viewer, const std::string& subject,
                               const std::string& table) {
        const auto rows = rowsOf(
            Duty::Api, entered("alpha:" + viewer, as(subject) + "select 'n=' || count(*) from " + table));
        const auto at = rows.find("n=");
        return at == std::string::npos ? rows : rows.substr(at + 2, rows.find('\n', at) - at - 2);
    }
    static std::string stateAs(const std::string& viewer, const std::string& subject,
                               const std::string& sql) {
        return stateFor("alpha:" + viewer, as(subject) + sql);
    }
    static std::set<std::string> idsFor(const std::string& who, const std::string& entering,
                                        const std::string& ids) {
        std::istringstream rows(
            rowsOf(Duty::Api, entered("alpha:" + who, entering + "select 'i=' || " + ids)));
        std::set<std::string> found;
        for (std::string row; std::getline(rows, row);)
            if (row.starts_with("i="))
                found.insert(row.substr(2));
        return found;
    }
};

constexpr const char* people[] = {"owner",      "privacy_officer", "manager",  "biller",
                                  "front_desk", "assistant",       "provider", "colleague"};

TEST_F(ViewAs, ShowsTheOwnerWhatEachRoleSees) {
    for (const char* subject : people)
        for (const char* table : {"practice.appointment", "practice.patient", "phi.patient_key",
                                  "practice.provider", "practice.room"})
            EXPECT_EQ(countAs("owner", subject, table), countFor(std::string("alpha:") + subject, table))
                << subject << ' ' << table;
    EXPECT_EQ(countAs("owner", "provider", "practice.appointment"), "20");
    EXPECT_EQ(countAs("owner", "biller", "practice.appointment"), "0");
}

TEST_F(ViewAs, ShowsWhoeverIsPutOutNothing) {
    (void)database->superuser("update auth.account set disabled_at = now() where username = 'provider'");
    EXPECT_EQ(countAs("owner", "provider", "practice.appointment"), "0");
    (void)database->superuser("update auth.account set disabled_at = null where username = 'provider'");
}

/// Everybody as everybody else, in each table whose rows are not everybody's.
TEST_F(ViewAs, ShowsNobodyMoreThanTheySeeThemselves) {
    const std::string rows = "x.row from (select concat('visit ', id) as row from practice.appointment "
                             "union all select concat('patient ', id) from practice.patient "
                             "union all select concat('key ', patient) from phi.patient_key "
                             "union all select concat('token ', patient) from phi.blind_index "
                             "union all select concat('panel ', provider, patient) from practice.panel "
                             "union all select concat('coverage ', id) from practice.coverage "
                             "union all select concat('provider ', id) from practice.provider "
                             "union all select concat('repeat ', key) from practice.idempotency_key "
                             "union all select concat('incident ', id) from access.incident) x";
    std::size_t shown = 0;
    for (const char* viewer :
         {"owner", "manager", "front_desk", "biller", "assistant", "provider", "colleague"}) {
        const auto own = idsFor(viewer, "", rows);
        for (const char* subject : people) {
            const auto viewed = idsFor(viewer, as(subject), rows);
            EXPECT_TRUE(std::includes(own.begin(), own.end(), viewed.begin(), viewed.end()))
                << viewer << " as " << subject;
            shown += viewed.size();
        }
    }
    EXPECT_GT(shown, 1000);
    EXPECT_EQ(countAs("provider", "colleague", "practice.appointment"), "0"); // no column in common
    EXPECT_EQ(countAs("provider", "owner", "practice.appointment"), "20");    // their own, of everybody's
    EXPECT_EQ(countAs("assistant", "provider", "practice.appointment"), "20");
}

/// One who sees every column and no patient but their own panel's does not get at a colleague's through them.
TEST_F(ViewAs, KeepsPanelsApartWhereColumnsAreShared) {
    (void)database->superuser(
        "insert into auth.account_override (tenant, account, permission, effect) select tenant, id, "
        "'schedule.read.all', 'grant' from auth.account where username = 'provider'");
    EXPECT_EQ(countAs("provider", "colleague", "practice.appointment"), "0");
    const auto own = idsFor("provider", "", "a.id from practice.patient a");
    for (const char* subject : people)
        for (const auto& id : idsFor("provider", as(subject), "a.id from practice.patient a"))
            EXPECT_TRUE(own.contains(id)) << subject;
    (void)database->superuser("delete from auth.account_override where permission = 'schedule.read.all'");
}

TEST_F(ViewAs, SaysWhenItIsNotEverything) {
    const auto complete = [](const std::string& viewer, const std::string& subject) {
        return lineFor("alpha:" + viewer, "select auth.enter_as('" + account(subject) + "')");
    };
    EXPECT_EQ(complete("owner", "front_desk"), "true");
    EXPECT_EQ(complete("owner", "provider"), "true");
    EXPECT_EQ(complete("assistant", "provider"), "true");
    EXPECT_EQ(complete("provider", "front_desk"), "false");
    EXPECT_EQ(complete("provider", "colleague"), "false");
    EXPECT_EQ(complete("biller", "provider"), "false");
}

TEST_F(ViewAs, IsForThoseWhoMayAndAboutTheirOwnPeople) {
    const auto entering = "select auth.enter_as('" + account("provider") + "')";
    EXPECT_EQ(database->inject(Duty::Api, entering), "CU401");
    EXPECT_EQ(stateFor("alpha:privacy_officer", entering), "CU403");
    EXPECT_EQ(stateFor("alpha:owner", as("provider") + entering), "CU403"); // nor from one to the next
    for (const std::string& id :
         {account("provider", beta), std::string("eeeeeeee-0000-4000-8000-000000000000")})
        EXPECT_EQ(stateFor("alpha:owner", "select auth.enter_as('" + id + "')"), "CU404");
    for (const auto duty : {Duty::Auth, Duty::Audit, Duty::Operations, Duty::Sequencer, Duty::Keys})
        EXPECT_EQ(database->inject(duty, entering), "42501");
}

TEST_F(ViewAs, WritesNothing) {
    const auto key =
        "insert into practice.idempotency_key (tenant, account, key, request_hash, record) values ('" +
        std::string(alpha) + "', auth.account(), gen_random_uuid(), sha256('x'), gen_random_uuid())";
    for (const std::string& act :
         {key, std::string("delete from practice.hold"),
          std::string("update practice.appointment set version = 9, changed_by = auth.account()"),
          std::string("update practice.patient set version = 9"),
          std::string("select access.report('planted', null, null)"),
          std::string("select phi.count_patients(array[gen_random_uuid()], true)")}) {
        EXPECT_EQ(stateFor("alpha:owner", act), "00000") << act;
        EXPECT_EQ(stateAs("owner", "front_desk", act), "25006") << act;
        EXPECT_EQ(stateAs("owner", "front_desk", "set transaction_read_only = off; " + act), "25001") << act;
    }
}

TEST_F(ViewAs, GivesAManagerNothingOfAnOwners) {
    for (const char* permission : {"patient.write", "schedule.write", "coverage.read", "audit.read",
                                   "flags.write", "users.write", "service_accounts.write", "access.view_as"})
        EXPECT_EQ(
            countAs("manager", "owner", std::string("(select 1 where auth.has('") + permission + "')) x"),
            "0")
            << permission;
    EXPECT_EQ(countAs("manager", "owner", "practice.coverage"), "0");
    EXPECT_EQ(stateAs("manager", "owner", "select auth.demand_fresh()"), "CU470");
    EXPECT_EQ(countAs("manager", "owner", "(select 1 where auth.account() = '" + account("manager") + "') x"),
              "1");
}

/// The savepoint takes back that the transaction only reads; the context was kept outside of it.
TEST_F(ViewAs, IsWorthNothingToWhoeverKeepsItsContext) {
    auto connection = database->open(Duty::Api);
    const auto subject = custos::ledger::uuidFromText(account("owner")).value();
    std::string kept;
    {
        auto work = connection.begin();
        (void)work.run(Query{"kept_begin", "begin"});
        (void)work.enter(
            custos::ledger::Bytes{'a', 'l', 'p', 'h', 'a', ':', 'm', 'a', 'n', 'a', 'g', 'e', 'r'});
        (void)work.run(Query{"kept_savepoint", "savepoint before"});
        (void)work.run(Query{"kept_as", "select auth.enter_as($1)"}, subject);
        const auto context =
            work.run(Query{"kept_context", "select current_setting('custos.context') as context"});
        (void)work.run(Query{"kept_back", "rollback to savepoint before"});
        ASSERT_TRUE(work.flush());
        kept = work.take(context).front().get<std::string>("context");
        (void)work.run(Query{"kept_again", "select set_config('custos.context', $1, true)"}, kept);
        const auto reads = work.run(Query{"kept_reads", "select count(*) as n from practice.patient"});
        const auto writes =
            work.run(Query{"kept_writes", "with x as (update practice.appointment set version = version + 1, "
                                          "changed_by = auth.account() returning 1) "
                                          "select count(*) as n from x"});
        const auto more =
            work.run(Query{"kept_more", "select auth.has('audit.read') or auth.has('patient.write') "
                                        "or auth.has('users.write') or auth.is_fresh() as more"});
        ASSERT_TRUE(work.flush());
        EXPECT_EQ(work.take(reads).front().get<std::int64_t>("n"),
                  50); // it was a context, in this transaction
        EXPECT_EQ(work.take(writes).front().get<std::int64_t>("n"), 0);
        EXPECT_FALSE(work.take(more).front().get<bool>("more"));
    }
    auto later = connection.begin();
    (void)later.run(Query{"kept_again", "select set_config('custos.context', $1, true)"}, kept);
    const auto reads = later.run(Query{"kept_reads", "select count(*) as n from practice.patient"});
    ASSERT_TRUE(later.commit());
    EXPECT_EQ(later.take(reads).front().get<std::int64_t>("n"), 0);
}

TEST_F(ViewAs, EndsWithItsTransaction) {
    std::string rows;
    EXPECT_EQ(
        database->inject(Duty::Api,
                         {"begin", "select auth.enter('alpha:owner') is null", as("provider"), "rollback",
                          "select 'n=' || count(*) from practice.patient", "begin",
                          "select auth.enter('alpha:front_desk') is null",
                          "select 'n=' || count(*) from practice.patient",
                          "insert into practice.idempotency_key (tenant, account, key, request_hash, record) "
                          "values ('" +
                              std::string(alpha) +
                              "', auth.account(), gen_random_uuid(), sha256('x'), "
                              "gen_random_uuid())",
                          "rollback"},
                         &rows),
        "00000");
    EXPECT_NE(rows.find("n=0\n"), std::string::npos);
    EXPECT_NE(rows.find("n=50\n"), std::string::npos);
}

} // namespace
