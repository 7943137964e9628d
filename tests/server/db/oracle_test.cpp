// What can be learnt without being told: errors, counts of rows, messages, statistics, notices.

#include "server/db/listener.h"
#include "tests/server/db/two_practices.h"

#include <regex>

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
    EXPECT_EQ(asService("detection"), "f\n1\n");
    EXPECT_EQ(stateFor("alpha:owner", "select * from phi.honeypot"), "42501");
}

TEST_F(Oracle, TheToolsThatWouldForgeAContextAreNotTheApis) {
    EXPECT_EQ(database->inject(Duty::Api, "select extensions.hmac('x', 'y', 'sha256')"), "42501");
    EXPECT_EQ(database->inject(Duty::Api, "select context.seal(null)"), "42501");
    EXPECT_EQ(database->inject(Duty::Api, "select context.binding()"), "42501");
    EXPECT_EQ(rowsOf(Duty::Api, "select auth.tenant() is null"), "t\n");
}
