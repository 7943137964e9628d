// What can be learnt without being told: errors, counts of rows, messages, statistics, notices.

#include "server/db/listener.h"
#include "server/db/queries.h"
#include "tests/server/db/two_practices.h"

#include <algorithm>
#include <regex>
#include <sstream>

using custos::db::Duty;
using custos::testing::alpha;
using custos::testing::beta;
using custos::testing::TwoPractices;

namespace {

class Oracle : public TwoPractices {
protected:
    static std::string superuserLine(const std::string& sql) {
        const std::string rows = database->superuser(sql);
        return rows.substr(0, rows.find('\n'));
    }
    static std::vector<std::string> linesOf(const std::string& sql) {
        std::istringstream rows(database->superuser(sql));
        std::vector<std::string> lines;
        for (std::string line; std::getline(rows, line);)
            lines.push_back(line);
        return lines;
    }
    /// Nulls, falsehoods, emptiness.
    static bool saysNothing(const std::string& rows) {
        return rows.find_first_not_of("|\nf{}()0,") == std::string::npos;
    }
    static std::string booking(const std::string& start) {
        return "insert into practice.appointment (tenant, id, starts, ends, location, provider, patient, "
               "booked_by) select p.tenant, gen_random_uuid(), " +
               start + ", " + start +
               " + interval '1 hour', p.home_location, p.id, (select x.id from practice.patient x order by "
               "x.id limit 1), auth.account() from practice.provider p order by p.id limit 1";
    }
};

} // namespace

TEST_F(Oracle, AnErrorInAConditionNeverMeetsRowsOfOthers) {
    // if the condition ran before the policy, the division would fail on the first foreign row
    const std::string probe = std::string("select count(*) from practice.patient where 1 / (tenant <> '") +
                              beta + "')::integer = 1";
    EXPECT_EQ(rowsOf(Duty::Api, probe), "0\n");
    EXPECT_EQ(stateFor("alpha:front_desk", probe), "00000");
    EXPECT_EQ(stateFor("beta:front_desk", probe), "22012") << "the probe works on rows that are one's own";
}

TEST_F(Oracle, AnIdThatAnotherPracticeHasIsAsFreeAsAnyOther) {
    const std::string foreign =
        superuserLine(std::string("select id from practice.patient where tenant = '") + beta + "' limit 1");
    const auto registers = [](const std::string& id) {
        return std::string("insert into practice.patient (tenant, id) values ('") + alpha + "', '" + id +
               "')";
    };
    EXPECT_EQ(stateFor("alpha:front_desk", registers(foreign)), "00000");
    EXPECT_EQ(stateFor("alpha:front_desk", registers("dddddddd-0000-4000-8000-000000000000")), "00000");
    EXPECT_EQ(stateFor("alpha:front_desk", registers("dddddddd-0000-4000-8000-000000000000")), "23505");
    (void)database->superuser("delete from practice.patient where tenant = '" + std::string(alpha) +
                              "' and id in ('" + foreign + "', 'dddddddd-0000-4000-8000-000000000000')");
}

TEST_F(Oracle, AConflictDoesNotSayWhoOrWhatStandsThere) {
    const std::string refused =
        database->complaint(Duty::Api, entered("alpha:front_desk", booking("now() + interval '90 minutes'")));
    EXPECT_NE(refused.find("appointment_provider_free"), std::string::npos) << refused;
    EXPECT_EQ(refused.find("=("), std::string::npos) << refused;
    // the same violation where nothing hides the rows does quote them
    std::string told;
    try {
        (void)database->superuser(
            "insert into practice.appointment (tenant, id, starts, ends, location, provider, "
            "patient) select a.tenant, gen_random_uuid(), a.starts, a.ends, a.location, "
            "a.provider, a.patient from practice.appointment a limit 1");
    } catch (const std::exception& error) {
        told = error.what();
    }
    EXPECT_NE(told.find("=("), std::string::npos) << told;
}

TEST_F(Oracle, CopyGivesWhatASelectWouldGive) {
    const std::string copy = "copy practice.patient (tenant) to stdout";
    EXPECT_EQ(database->copyOut(Duty::Api, {copy}), "");
    const std::string own =
        database->copyOut(Duty::Api, {"begin", "select auth.enter('alpha:front_desk')", copy, "commit"});
    EXPECT_NE(own.find(alpha), std::string::npos);
    EXPECT_EQ(own.find(beta), std::string::npos);
    EXPECT_EQ(database->inject(Duty::Api, "copy practice.hold from stdin"), "0A000");
    EXPECT_EQ(database->inject(Duty::Api, "copy practice.patient from stdin"), "42501");
}

TEST_F(Oracle, ListeningTellsDaysAndColumnsButNoPatient) {
    auto listener = custos::db::Listener::open(database->conninfo(Duty::Api));
    ASSERT_TRUE(listener.has_value());
    ASSERT_EQ(stateFor("alpha:front_desk", booking("now() + interval '60 days'")), "00000");
    const auto heard = listener->wait(std::chrono::seconds(20));
    ASSERT_TRUE(heard.has_value());
    ASSERT_EQ(heard->size(), 1u);
    const std::regex practiceDayProvider("[0-9a-f-]{36} [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9a-f-]{36}");
    EXPECT_TRUE(std::regex_match(heard->front(), practiceDayProvider)) << heard->front();
    EXPECT_EQ(database->superuser("select count(*) from practice.patient where strpos('" + heard->front() +
                                  "', id::text) > 0"),
              "0\n");
}

// Whatever can be switched: with it, still nothing without a token. With one, what it may show is its own.
TEST_F(Oracle, NoSettingOpensARow) {
    const std::string settings = database->superuser(R"(
        select format('set %I = %L', s.name, v.value) from pg_settings s
        cross join lateral (select case s.setting when 'on' then 'off' else 'on' end as value where s.vartype = 'bool'
                            union all select unnest(s.enumvals) where s.vartype = 'enum') v
        where s.context in ('user', 'superuser'))");
    std::size_t tried = 0;
    std::size_t begin = 0;
    for (auto end = settings.find('\n'); end != std::string::npos; end = settings.find('\n', begin)) {
        const std::string set = settings.substr(begin, end - begin);
        begin = end + 1;
        std::string rows;
        const auto state = database->inject(
            Duty::Api, std::vector<std::string>{set, "select count(*) from practice.patient"}, &rows);
        EXPECT_TRUE(state == "00000" ? rows == "0\n" : rows.empty()) << set << ' ' << state << ' ' << rows;
        ++tried;
    }
    EXPECT_GT(tried, 100u);
    EXPECT_EQ(countFor("alpha:front_desk", "practice.patient"), "50");
}

TEST_F(Oracle, BaitIsKnownToThoseAloneWhoWatchIt) {
    (void)database->superuser(
        std::string("insert into phi.honeypot (tenant, patient, until) select tenant, id, now() "
                    "from practice.patient where tenant = '") +
        alpha + "' limit 1");
    const auto asService = [](const char* purpose) {
        return rowsOf(Duty::Operations, std::string("begin; select auth.enter_service('") + alpha + "', '" +
                                            purpose + "') is null; select count(*) from phi.honeypot");
    };
    EXPECT_EQ(asService("import"), "f\n0\n");
    EXPECT_EQ(asService("rotation"), "f\n0\n");
    EXPECT_EQ(asService("provision"), "f\n0\n");
    EXPECT_EQ(asService("detection"), "f\n1\n");
    EXPECT_EQ(stateFor("alpha:owner", "select * from phi.honeypot"), "42501");
}

TEST_F(Oracle, TheToolsThatWouldForgeAContextAreNotTheApis) {
    EXPECT_EQ(database->inject(Duty::Api, "select extensions.hmac('x', 'y', 'sha256')"), "42501");
    EXPECT_EQ(database->inject(Duty::Api, "select context.seal(null)"), "42501");
    EXPECT_EQ(database->inject(Duty::Api, "select context.binding()"), "42501");
    EXPECT_EQ(rowsOf(Duty::Api, "select auth.tenant() is null"), "t\n");
}

// Every function that the API's login may call, each argument null: nothing comes back that says anything.
// (policy_of has the program's own defaults for a practice that it cannot see.)
TEST_F(Oracle, NoFunctionAnswersWithoutASession) {
    const auto calls = linesOf(R"(
        select format('select * from %I.%I(%s)', n.nspname, p.proname,
                      (select string_agg('null::' || format_type(t, null), ', ' order by o)
                       from unnest(p.proargtypes::oid[]) with ordinality a(t, o)))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname not in ('pg_catalog', 'information_schema', 'extensions') and p.prokind = 'f'
          and p.prorettype <> 'trigger'::regtype and has_function_privilege('custos_api', p.oid, 'execute')
          and has_schema_privilege('custos_api', n.oid, 'usage')
          and p.oid::regproc <> 'auth.policy_of'::regproc)");
    ASSERT_GT(calls.size(), 15u);
    for (const auto& call : calls) {
        std::string rows;
        const auto state = database->inject(Duty::Api, call, &rows);
        EXPECT_TRUE(state.starts_with("CU4") || (state == "00000" && saysNothing(rows)))
            << call << ' ' << state << ' ' << rows;
    }
}

TEST_F(Oracle, NoSessionIsMintedProlongedOrGivenAway) {
    for (const char* who : {"", "alpha:owner"})
        for (const char* attempt :
             {"insert into auth.session (tenant, id, account, token_hash) values "
              "('aaaaaaaa-0000-4000-8000-000000000000', gen_random_uuid(), auth.account(), sha256('mine'))",
              "update auth.session set absolute_expiry = now() + interval '12 hours'",
              "update auth.session set revoked_at = null", "select token_hash from auth.session",
              "copy auth.session to stdout",
              "insert into auth.account_role values ('aaaaaaaa-0000-4000-8000-000000000000', auth.account(), "
              "'owner')",
              "insert into auth.account_override values ('aaaaaaaa-0000-4000-8000-000000000000', "
              "auth.account(), "
              "'audit.read', 'grant')",
              "update auth.account set disabled_at = null", "select auth.permissions_of(auth.account())",
              "select auth.enter_service('aaaaaaaa-0000-4000-8000-000000000000', 'import')",
              "select context.install(context.claims())", "select context.seal(context.claims())",
              "select key from context.key", "alter role custos_api createrole",
              "grant custos_context to custos_api", "set role custos_auth"})
            EXPECT_EQ(*who ? stateFor(who, attempt) : database->inject(Duty::Api, attempt), "42501")
                << who << ' ' << attempt;
    EXPECT_EQ(database->superuser("select count(*) from auth.session where token_hash = sha256('mine')"),
              "0\n");
}

TEST_F(Oracle, StatisticsOfRowsAreNobodysToRead) {
    (void)database->superuser("analyze");
    EXPECT_NE(database->superuser("select count(*) from pg_stats where schemaname = 'practice'"), "0\n");
    for (const char* who : {"", "alpha:owner"}) {
        const auto of = [&](const std::string& sql) {
            return *who ? rowsOf(Duty::Api,
                                 std::string("begin; select auth.enter('") + who + "') is null; " + sql)
                        : "f\n" + rowsOf(Duty::Api, sql);
        };
        EXPECT_EQ(of("select count(*) from pg_stats where schemaname in ('practice', 'auth', 'phi', 'audit', "
                     "'access')"),
                  "f\n0\n");
        EXPECT_EQ(of("select count(*) from pg_stats_ext"), "f\n0\n");
        EXPECT_EQ(of("select count(*) from pg_stat_activity where usename <> 'custos_api' and query <> "
                     "'<insufficient privilege>' and datname = 'custos'"),
                  "f\n0\n");
    }
    for (const char* hidden :
         {"select * from pg_statistic", "select * from pg_statistic_ext_data", "select * from pg_authid",
          "select * from pg_file_settings", "select * from pg_hba_file_rules", "select pg_ls_waldir()",
          "select pg_read_binary_file('PG_VERSION')", "select pg_stat_reset()",
          "select * from pg_largeobject",
          "select pg_logical_emit_message(false, 'a', 'b') from pg_create_logical_replication_slot('x', "
          "'pgoutput')"})
        EXPECT_EQ(database->inject(Duty::Api, hidden), "42501") << hidden;
    EXPECT_EQ(database->inject(Duty::Api, "select * from pg_stat_statements"), "42P01");
    EXPECT_EQ(database->superuser("select string_agg(extname, ' ' order by extname) from pg_extension"),
              "btree_gist pgcrypto plpgsql\n");
}

TEST_F(Oracle, SequencesCountNothingForTheApi) {
    const auto sequences = linesOf("select c.oid::regclass from pg_class c join pg_namespace n on n.oid = "
                                   "c.relnamespace where c.relkind = 'S'");
    ASSERT_FALSE(sequences.empty());
    for (const auto& sequence : sequences)
        for (const auto& sql : {"select last_value from " + sequence, "select nextval('" + sequence + "')",
                                "select setval('" + sequence + "', 1)"})
            EXPECT_EQ(stateFor("alpha:owner", sql), "42501") << sql;
}

// What was planned, what was read, what was thrown away: no different for a foreign record than for none.
TEST_F(Oracle, APlanAndItsRunAreTheSameForAForeignIdAndForNone) {
    (void)database->superuser("vacuum analyze");
    const std::vector<std::pair<std::string, std::string>> records{
        {"practice.patient", "id"},    {"practice.appointment", "id"}, {"practice.appointment", "patient"},
        {"practice.provider", "id"},   {"phi.patient_key", "patient"}, {"phi.blind_index", "patient"},
        {"practice.panel", "patient"}, {"auth.account", "id"}};
    for (const auto& [table, column] : records) {
        const auto idOf = [&, column = column, table = table](const char* tenant) {
            const bool keyed = table.starts_with("phi");
            return superuserLine("select " + (keyed ? "patient" : column) + " from " +
                                 (keyed ? "practice.appointment" : table) + " where tenant = '" + tenant +
                                 "' limit 1");
        };
        const auto explained = [&, column = column, table = table](const std::string& id) {
            auto rows =
                rowsOf(Duty::Api,
                       entered("alpha:front_desk",
                               "explain (analyze, timing off, summary off, buffers off) select tenant from " +
                                   table + " where " + column + " = '" + id + "'"));
            for (auto at = rows.find(id); at != std::string::npos; at = rows.find(id))
                rows.replace(at, id.size(), "ID");
            return rows.substr(rows.find('\n'));
        };
        const auto missing = explained("cccccccc-0000-4000-8000-000000000000");
        EXPECT_EQ(explained(idOf(beta)), missing) << table << '.' << column;
        EXPECT_TRUE(table.starts_with("phi") || explained(idOf(alpha)) != missing)
            << "one's own is seen: " << table << '.' << column;
    }
}

// A lock's number is a hash of practice, provider and day: it names nobody, and differs for another
// practice's.
TEST_F(Oracle, LocksOfABookingNameNobody) {
    const std::string column = superuserLine(
        std::string("select id from practice.provider where tenant = '") + alpha + "' order by id limit 1");
    auto holder = database->open(Duty::Api);
    auto work = holder.begin();
    work.enter(custos::ledger::asBytes("alpha:front_desk"));
    work.run(custos::db::queries::booking_lock, std::vector{*custos::ledger::uuidFromText(column)},
             std::vector<custos::ledger::Uuid>{},
             std::vector<custos::ledger::UtcTime>{custos::ledger::UtcTime{}});
    ASSERT_TRUE(work.flush().has_value());
    const auto seen = rowsOf(Duty::Api, "select l::text from pg_locks l where l.locktype = 'advisory'");
    EXPECT_EQ(std::count(seen.begin(), seen.end(), '\n'), 1) << seen;
    EXPECT_EQ(seen.find(column.substr(0, 8)), std::string::npos);
    const auto foreign =
        stateFor("beta:front_desk", "set local lock_timeout = '3s'; select practice.lock_slots(array['" +
                                        column + "'::uuid], '{}', array['1970-01-01Z'::timestamptz])");
    EXPECT_EQ(foreign, "00000") << "whoever asks for another practice's lock neither waits nor gets it";
}
