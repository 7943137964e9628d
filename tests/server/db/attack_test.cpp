// What somebody learns and moves who can run any SQL on the logins' own connections.

#include "tests/server/db/two_practices.h"

using custos::db::Duty;

namespace {

class SchemaAttack : public custos::testing::TwoPractices {};

const std::vector<std::string> tablesOfTheApi{
    "practice.patient", "practice.appointment", "practice.provider", "practice.location", "practice.practice",
    "phi.blind_index",  "phi.patient_key",      "phi.tenant_key",    "practice.panel"};

} // namespace

TEST_F(SchemaAttack, WithoutALiveTokenNotOneRowIsRead) {
    for (const std::string& table : tablesOfTheApi)
        EXPECT_EQ(rowsOf(Duty::Api, "select count(*) from " + table), "0\n") << table;
    EXPECT_EQ(countFor("alpha:front_desk", "practice.patient"), "50");
}

TEST_F(SchemaAttack, WithoutALiveTokenNothingMoves) {
    EXPECT_EQ(rowsOf(Duty::Api, "with gone as (delete from practice.hold returning 1), "
                                "changed as (update practice.appointment set version = 9 returning 1) "
                                "select (select count(*) from gone) + (select count(*) from changed)"),
              "0\n");
    EXPECT_EQ(database->inject(Duty::Api,
                               "insert into practice.patient (tenant, id) "
                               "values ('aaaaaaaa-0000-4000-8000-000000000000', gen_random_uuid())"),
              "42501");
    EXPECT_EQ(database->inject(Duty::Api,
                               entered("alpha:front_desk",
                                       "insert into practice.patient (tenant, id) "
                                       "values ('aaaaaaaa-0000-4000-8000-000000000000', gen_random_uuid())")),
              "00000");
    (void)database->superuser(
        "delete from practice.patient p where p.created_at = (select max(created_at) from practice.patient)");
}

TEST_F(SchemaAttack, AWrongTokenRaises) {
    EXPECT_EQ(database->inject(Duty::Api, "select auth.enter('nobody')"), "CU401");
    EXPECT_EQ(database->inject(Duty::Api, "select auth.enter(null)"), "CU401");
}

TEST_F(SchemaAttack, EndedIdleExpiredAndDisabledSessionsRaise) {
    const std::string token = "alpha:front_desk";
    const std::string where = " where token_hash = sha256('" + token + "')";
    const std::vector<std::pair<std::string, std::string>> endings{
        {"update auth.session set revoked_at = now()" + where,
         "update auth.session set revoked_at = null" + where},
        {"update auth.session set last_seen_at = now() - interval '30 minutes 1 second'" + where,
         "update auth.session set last_seen_at = now()" + where},
        {"update auth.session set created_at = now() - interval '12 hours', absolute_expiry = now() - "
         "interval '1 second'" +
             where,
         "update auth.session set created_at = now(), absolute_expiry = now() + interval '12 hours'" + where},
        {"update auth.account set disabled_at = now() where username = 'front_desk'",
         "update auth.account set disabled_at = null where username = 'front_desk'"},
    };
    for (const auto& [end, mend] : endings) {
        (void)database->superuser(end);
        EXPECT_EQ(database->inject(Duty::Api, "select auth.enter('" + token + "')"), "CU401") << end;
        (void)database->superuser(mend);
        EXPECT_EQ(database->inject(Duty::Api, "select auth.enter('" + token + "')"), "00000") << mend;
    }
}

TEST_F(SchemaAttack, ARoleTakenAwayIsGoneAtTheNextRequest) {
    const std::string reads =
        "begin; select auth.enter('alpha:front_desk'); select auth.demand('patient.read'); commit";
    const std::string counts =
        "begin; select auth.enter('alpha:front_desk'); select 'n=' || count(*) from practice.patient; commit";
    EXPECT_EQ(database->inject(Duty::Api, reads), "00000");
    EXPECT_EQ(rowsOf(Duty::Api, counts).find("n=0\n"), std::string::npos);
    (void)database->superuser("delete from auth.account_role where role = 'front_desk'");
    EXPECT_EQ(database->inject(Duty::Api, reads), "CU403");
    EXPECT_NE(rowsOf(Duty::Api, counts).find("n=0\n"), std::string::npos);
    (void)database->superuser("insert into auth.account_role (tenant, account, role) "
                              "select a.tenant, a.id, 'front_desk' from auth.account a "
                              "where a.username = 'front_desk'");
}

TEST_F(SchemaAttack, AStaleFactorIsNotFreshenedBySql) {
    const std::string enter = "begin; select auth.enter('alpha:owner'); ";
    const auto stale = [](const std::string& by) {
        (void)database->superuser("update auth.session set factor_at = now() - interval '" + by +
                                  "' where token_hash = sha256('alpha:owner')");
    };
    stale("4 minutes");
    EXPECT_EQ(database->inject(Duty::Api, enter + "select auth.demand_fresh()"), "00000");
    stale("5 minutes 1 second");
    EXPECT_EQ(database->inject(Duty::Api, enter + "select auth.demand_fresh()"), "CU470");
    // A date that another style reads as a later one, and a row of one's own: neither is believed.
    EXPECT_EQ(database->inject(Duty::Api,
                               "begin; set datestyle = 'SQL, DMY'; select auth.enter('alpha:owner'); "
                               "set datestyle = 'SQL, MDY'; select auth.demand_fresh()"),
              "CU470");
    EXPECT_EQ(database->inject(Duty::Api, enter + "update auth.session set factor_at = now()"), "42501");
    EXPECT_EQ(database->inject(Duty::Api, "select auth.demand_fresh()"), "CU401");
    stale("0");
}

TEST_F(SchemaAttack, AFactorStopsBeingFreshInMidTransaction) {
    (void)database->superuser("update auth.session set factor_at = now() - interval '4 minutes 59 seconds' "
                              "where token_hash = sha256('alpha:owner')");
    EXPECT_EQ(database->inject(Duty::Api, "begin; select auth.enter('alpha:owner'); select pg_sleep(1.1); "
                                          "select auth.demand_fresh()"),
              "CU470");
    (void)database->superuser("update auth.session set factor_at = now()");
}

TEST_F(SchemaAttack, AServiceNeverHasAFreshFactor) {
    EXPECT_EQ(database->inject(Duty::Operations, std::string("begin; select auth.enter_service('") +
                                                     custos::testing::alpha +
                                                     "', 'rotation'); select auth.demand_fresh()"),
              "CU470");
}

TEST_F(SchemaAttack, AForgedContextIsNoContext) {
    for (const char* forged : {"custos.context", "custos.tenant", "app.org"})
        EXPECT_EQ(
            rowsOf(Duty::Api,
                   std::string("begin; set local ") + forged +
                       " = 'aaaaaaaa-0000-4000-8000-000000000000'; select count(*) from practice.patient"),
            "0\n");
    // as it has to read, but for the seal in front of it
    const std::string claims =
        "(aaaaaaaa-0000-4000-8000-000000000000,,,,{},\"{patient.read,patient.read.all}\","
        "\"\",,)";
    EXPECT_EQ(database->superuser("select ('" + claims + "'::context.claims).permissions[2]"),
              "patient.read.all\n");
    EXPECT_EQ(rowsOf(Duty::Api, "begin; set local custos.context = '" + std::string(64, '0') + claims +
                                    "'; select count(*) from practice.patient"),
              "0\n");
    EXPECT_EQ(
        database->inject(Duty::Api,
                         "select context.install(jsonb_populate_record(null::context.claims, '{\"tenant\": "
                         "\"aaaaaaaa-0000-4000-8000-000000000000\", \"service\": \"import\"}'))"),
        "42501");
    EXPECT_EQ(database->inject(Duty::Api,
                               "select auth.enter_service('aaaaaaaa-0000-4000-8000-000000000000', 'import')"),
              "42501");
    EXPECT_EQ(database->inject(Duty::Api, "select * from context.key"), "42501");
}

TEST_F(SchemaAttack, ACapturedContextIsWorthNothingInAnotherTransaction) {
    const std::string rows =
        rowsOf(Duty::Api, entered("alpha:owner",
                                  "select 'c=' || replace(current_setting('custos.context'), E'\\n', '~')"));
    const auto at = rows.find("c=");
    ASSERT_NE(at, std::string::npos);
    const std::string captured = rows.substr(at + 2, rows.find('\n', at) - at - 2);
    EXPECT_EQ(
        rowsOf(Duty::Api, "begin; select 's=' || set_config('custos.context', replace('" + captured +
                              "', '~', E'\\n'), true) like 's=%'; select count(*) from practice.patient"),
        "t\n0\n");
    // in the same connection, one transaction later
    std::string later;
    EXPECT_EQ(database->inject(
                  Duty::Api,
                  std::vector<std::string>{
                      "begin",
                      "select auth.enter('alpha:owner') is null",
                      "select set_config('other.kept', current_setting('custos.context'), false) is null",
                      "commit",
                      "begin",
                      "select set_config('custos.context', current_setting('other.kept'), true) is null",
                      "select count(*) from practice.patient",
                  },
                  &later),
              "00000");
    EXPECT_EQ(later, "f\nf\nf\n0\n");
}

TEST_F(SchemaAttack, AContextDoesNotOutliveItsTransaction) {
    EXPECT_EQ(rowsOf(Duty::Api, "begin; select auth.enter('alpha:owner') is null; commit; "
                                "select count(*) from practice.patient"),
              "f\n0\n");
}

TEST_F(SchemaAttack, OnesOwnTokenShowsNothingOfAnotherPractice) {
    for (const std::string& table : tablesOfTheApi) {
        const std::string column = table == "practice.practice" ? "id" : "tenant";
        EXPECT_EQ(countFor("alpha:owner",
                           table + " where " + column + " <> 'aaaaaaaa-0000-4000-8000-000000000000'"),
                  "0")
            << table;
    }
    EXPECT_EQ(countFor("beta:owner", "practice.appointment"), "40");
}

TEST_F(SchemaAttack, AProviderSeesTheirOwnColumnAndPanel) {
    EXPECT_EQ(countFor("alpha:provider", "practice.appointment"), "20");
    EXPECT_EQ(countFor("alpha:provider", "practice.provider"), "1");
    EXPECT_EQ(countFor("alpha:provider", "practice.patient"), "20");
    EXPECT_EQ(countFor("alpha:front_desk", "practice.appointment"), "40");
}

TEST_F(SchemaAttack, NothingIsWrittenIntoAnotherPracticeOrUnderAnotherName) {
    const std::string appointment =
        "insert into practice.appointment (tenant, id, starts, ends, location, provider, patient, booked_by) "
        "select p.tenant, gen_random_uuid(), now() + interval '9 days', now() + interval '9 days 1 hour', "
        "p.home_location, "
        "p.id, (select x.id from practice.patient x limit 1), ";
    EXPECT_EQ(database->inject(Duty::Api,
                               entered("alpha:front_desk", appointment + "gen_random_uuid() "
                                                                         "from practice.provider p limit 1")),
              "42501");
    EXPECT_EQ(
        database->inject(Duty::Api, entered("alpha:front_desk",
                                            "insert into practice.patient (tenant, id) values "
                                            "('bbbbbbbb-0000-4000-8000-000000000000', gen_random_uuid())")),
        "42501");
    EXPECT_EQ(
        database->inject(Duty::Api, entered("alpha:front_desk", "update practice.patient set tenant = "
                                                                "'bbbbbbbb-0000-4000-8000-000000000000'")),
        "42501");
    EXPECT_EQ(database->inject(Duty::Api,
                               entered("alpha:front_desk", appointment + "auth.account() "
                                                                         "from practice.provider p limit 1")),
              "00000");
}

TEST_F(SchemaAttack, AForeignIdAndAMissingOneFailAlike) {
    const std::string foreign = database->superuser(
        "select id from practice.patient where tenant = 'bbbbbbbb-0000-4000-8000-000000000000' limit 1");
    const auto book = [](const std::string& patient) {
        return entered("alpha:front_desk", "insert into practice.appointment (tenant, id, starts, ends, "
                                           "location, provider, patient, booked_by) "
                                           "select p.tenant, gen_random_uuid(), now() + interval '30 days', "
                                           "now() + interval '30 days 1 hour', "
                                           "p.home_location, p.id, '" +
                                               patient.substr(0, 36) +
                                               "', auth.account() from practice.provider p limit 1");
    };
    EXPECT_EQ(database->inject(Duty::Api, book(foreign)), "23503");
    EXPECT_EQ(database->inject(Duty::Api, book("cccccccc-0000-4000-8000-000000000000")), "23503");
}

TEST_F(SchemaAttack, TheApiHasNoWayAroundItsTables) {
    const std::vector<std::pair<std::string, std::string>> attempts{
        {"create temp table t (x int)", "42501"},
        {"create table practice.t (x int)", "42501"},
        {"create schema s", "42501"},
        {"create function practice.f() returns int language sql as 'select 1'", "42501"},
        {"do $$ begin end $$", "42501"},
        {"truncate practice.patient", "42501"},
        {"truncate practice.hold", "42501"},
        {"copy practice.patient from program 'id'", "42501"},
        {"copy practice.patient to '/tmp/stolen'", "42501"},
        {"select pg_read_file('/etc/passwd')", "42501"},
        {"select pg_ls_dir('/')", "42501"},
        {"select lo_creat(-1)", "42501"},
        {"select lo_from_bytea(0, 'x')", "42501"},
        {"set role custos_owner", "42501"},
        {"set role custos_context", "42501"},
        {"set session authorization custos_migrate", "42501"},
        {"set session_replication_role = replica", "42501"},
        {"set row_security = off; select count(*) from practice.patient", "42501"},
        {"alter table practice.patient disable row level security", "42501"},
        {"alter role custos_api superuser", "42501"},
        {"select * from auth.session", "42501"},
        {"select * from auth.password", "42501"},
        {"select username from auth.account", "42501"},
        {"select * from phi.honeypot", "42501"},
        {"select * from pg_authid", "42501"},
        {"insert into auth.session (tenant, id, account, token_hash) select tenant, gen_random_uuid(), id, "
         "sha256('x') "
         "from auth.account limit 1",
         "42501"},
        {"delete from practice.patient", "42501"},
        {"delete from practice.appointment", "42501"},
        {"begin; prepare transaction 'x'", "55000"},
    };
    for (const auto& [sql, state] : attempts)
        EXPECT_EQ(database->inject(Duty::Api, sql), state) << sql;
}

TEST_F(SchemaAttack, ASearchPathOfOnesOwnDivertsNothing) {
    EXPECT_EQ(rowsOf(Duty::Api,
                     "begin; set local search_path = pg_temp, practice, auth; "
                     "select auth.enter('alpha:front_desk') is null; select count(*) from patient"),
              "f\n50\n");
    EXPECT_EQ(rowsOf(Duty::Api, "set search_path = practice; select count(*) from patient"), "0\n");
}

TEST_F(SchemaAttack, StatisticsAndPlansTellNothingOfOthers) {
    (void)database->superuser("analyze practice.patient; analyze practice.appointment; analyze auth.account");
    EXPECT_EQ(
        rowsOf(Duty::Api, "select count(*) from pg_stats where schemaname in ('practice', 'auth', 'phi')"),
        "0\n");
    EXPECT_EQ(database->inject(Duty::Api, "select * from pg_statistic"), "42501");
}

TEST_F(SchemaAttack, EachLoginIsRefusedTheOthersWork) {
    EXPECT_EQ(database->inject(Duty::Audit, "select * from practice.patient"), "42501");
    EXPECT_EQ(database->inject(Duty::Sequencer, "select * from practice.patient"), "42501");
    EXPECT_EQ(database->inject(Duty::Auth, "select * from practice.patient"), "42501");
    EXPECT_EQ(database->inject(Duty::Auth, "select * from practice.appointment"), "42501");
    EXPECT_EQ(database->inject(Duty::Operations, "insert into auth.session select * from auth.session"),
              "42501");
    EXPECT_EQ(database->inject(Duty::Auth,
                               "select auth.enter_service('aaaaaaaa-0000-4000-8000-000000000000', 'import')"),
              "42501");
    EXPECT_EQ(rowsOf(Duty::Operations, "select count(*) from practice.patient"), "0\n");
    EXPECT_EQ(rowsOf(Duty::Operations,
                     "begin; select auth.enter_service('aaaaaaaa-0000-4000-8000-000000000000', 'import') "
                     "is null; select count(*) from practice.patient"),
              "f\n50\n");
}
