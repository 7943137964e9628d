// That a request costs the same however long a practice has been used: counted in pages that the database
// looks at, which do not depend on how busy the machine is.

#include "server/db/queries.h"
#include "tests/server/db/two_practices.h"

using custos::db::Duty;
using custos::db::Query;
using custos::testing::alpha;
using custos::testing::TwoPractices;

namespace {

constexpr const char* shared = "'\\x00112233445566778899aabbccddeeff'::bytea";
constexpr const char* rare = "'\\xffeeddccbbaa99887766554433221100'::bytea";

// So many past visits, half of which nobody ever closed, and so many patients, all in one panel, who share a
// beginning of their names and have others of their own.
constexpr const char* growth = R"(
    set session_replication_role = replica;
    with t as (select current_setting('cost.tenant')::uuid as id, current_setting('cost.n')::int as n),
    made as (insert into practice.patient (tenant, id)
             select t.id, gen_random_uuid() from t, generate_series(1, t.n) returning tenant, id),
    keyed as (insert into phi.patient_key (tenant, patient, wrapped) select tenant, id, '\x00' from made),
    seen as (insert into practice.panel (tenant, provider, patient, until)
             select m.tenant, a.provider, m.id, now() + interval '90 days'
             from made m join auth.account a on a.tenant = m.tenant and a.username = 'provider')
    insert into phi.blind_index (tenant, token, patient)
    select tenant, '\x00112233445566778899aabbccddeeff', id from made
    union all select tenant, decode(md5(id || ':' || k), 'hex'), id from made, generate_series(1, 4) k;
    insert into practice.appointment (tenant, id, starts, ends, location, provider, patient, status)
    select p.tenant, gen_random_uuid(), s.at, s.at + interval '15 minutes', p.home_location, p.id,
           (select x.id from practice.patient x where x.tenant = p.tenant limit 1),
           case when i % 2 = 0 then 'done' else 'confirmed' end::practice.visit_status
    from practice.provider p
    cross join (select count(*) from practice.appointment) c (there)
    cross join generate_series(1, current_setting('cost.n')::int / 2) i
    cross join lateral (select now() - interval '40 days' - (c.there + i) * interval '30 minutes') s(at)
    where p.tenant = current_setting('cost.tenant')::uuid;
    set session_replication_role = origin)";

class Cost : public TwoPractices {
protected:
    static void SetUpTestSuite() { TwoPractices::SetUpTestSuite(); }

    static void growBy(int count) {
        (void)database->superuser("set cost.tenant = '" + std::string(alpha) +
                                  "'; set cost.n = " + std::to_string(count) + "; " + growth);
        for (const char* table : {"practice.appointment", "practice.patient", "phi.patient_key",
                                  "phi.blind_index", "practice.panel"})
            (void)database->superuser(std::string("vacuum analyze ") + table);
    }

    /// Pages that the statement's second run in that session looks at, by the plan that serves every
    /// parameter.
    static long pages(const std::string& who, const Query& query, const std::string& types,
                      const std::string& values) {
        const std::string explained =
            "explain (analyze, buffers, format json, timing off, summary off) execute asked(" + values + ")";
        std::string answer;
        EXPECT_EQ(database->inject(Duty::Api,
                                   {"set plan_cache_mode = force_generic_plan",
                                    "prepare asked(" + types + ") as " + query.sql(), "begin",
                                    "select auth.enter('" + who + "')", explained, explained, "commit"},
                                   &answer),
                  "00000");
        const auto run = answer.rfind("\"Plan\"");
        const auto count = [&](const std::string& name) {
            const auto at = answer.find(name, run);
            return at == std::string::npos ? -1 : std::stol(answer.substr(at + name.size()));
        };
        return count("\"Shared Hit Blocks\": ") + count("\"Shared Read Blocks\": ");
    }

    static long pagesOfDay(const std::string& who) {
        return pages(who, custos::db::queries::schedule_day, "date, date, timestamptz",
                     "current_date, current_date, now()");
    }
    static std::string busiest() {
        return std::string("'") +
               database
                   ->superuser("select provider from practice.appointment where tenant = '" +
                               std::string(alpha) + "' order by starts desc limit 1")
                   .substr(0, 36) +
               "'";
    }
    static long pagesOfObstacle(const std::string& who) {
        return pages(who, custos::db::queries::schedule_obstacle,
                     "uuid, uuid, timestamptz, timestamptz, uuid",
                     busiest() + ", null, now(), now() + interval '8 hours', null");
    }
    static long pagesOfOpenings(const std::string& who) {
        return pages(who, custos::db::queries::schedule_openings, "uuid, bigint, timestamptz, bigint, uuid",
                     "null, 30, now(), 4, gen_random_uuid()");
    }
    static long pagesOfSearch(const std::string& who, const std::string& tokens) {
        return pages(who, custos::db::queries::patients_by_tokens, "bytea[], bigint",
                     "array[" + tokens + "], 20");
    }
};

/// How often the database plans a statement anew that it is asked again and again.
class Planning : public Cost {
protected:
    static std::string plannedAnew(const Query& query, const std::string& types, const std::string& values) {
        std::vector<std::string> statements{"prepare asked(" + types + ") as " + query.sql(), "begin",
                                            "select auth.enter('alpha:front_desk')"};
        statements.insert(statements.end(), 12, "execute asked(" + values + ")");
        statements.emplace_back(
            "select 'anew=' || custom_plans from pg_prepared_statements where name = 'asked'");
        statements.emplace_back("commit");
        std::string answer;
        EXPECT_EQ(database->inject(Duty::Api, statements, &answer), "00000");
        const auto at = answer.rfind("anew=");
        return at == std::string::npos ? answer : answer.substr(at + 5, answer.find('\n', at) - at - 5);
    }
};

} // namespace

TEST_F(Planning, EndsAfterTheFirstFiveRequestsHoweverOldThePractice) {
    for (const int grown : {0, 20'000}) {
        growBy(grown);
        EXPECT_EQ(plannedAnew(custos::db::queries::schedule_day, "date, date, timestamptz",
                              "current_date, current_date, now()"),
                  "5");
        EXPECT_EQ(plannedAnew(custos::db::queries::schedule_holds, "date, date, timestamptz",
                              "current_date, current_date, now()"),
                  "5");
        EXPECT_EQ(plannedAnew(custos::db::queries::patients_by_tokens, "bytea[], bigint",
                              std::string("array[") + shared + "], 20"),
                  "5");
    }
}

TEST_F(Cost, NoReadLooksAtMoreWhenThePracticeIsFiftyTimesAsOld) {
    struct Read {
        const char* what;
        std::function<long()> pages;
    };
    const std::vector<Read> reads{
        {"a day, as the front desk", [] { return pagesOfDay("alpha:front_desk"); }},
        {"a day, as a provider", [] { return pagesOfDay("alpha:provider"); }},
        {"what is in the way of a booking", [] { return pagesOfObstacle("alpha:front_desk"); }},
        {"the next openings", [] { return pagesOfOpenings("alpha:front_desk"); }},
        {"a beginning that all share", [] { return pagesOfSearch("alpha:front_desk", shared); }},
        {"the same, as a provider", [] { return pagesOfSearch("alpha:provider", shared); }},
        {"what few have, and what all share",
         [] { return pagesOfSearch("alpha:front_desk", std::string(rare) + ", " + shared); }},
    };
    growBy(1'000);
    (void)database->superuser(
        std::string("insert into phi.blind_index (tenant, token, patient) select tenant, ") + rare +
        ", patient from phi.blind_index where token = " + shared + " limit 3");
    std::vector<long> young;
    for (const auto& read : reads)
        young.push_back(read.pages());
    growBy(49'000);
    for (std::size_t i = 0; i < reads.size(); ++i) {
        EXPECT_GT(young[i], 10) << reads[i].what << ": nothing was read";
        // an index may have become a level deeper; every row's look-up then reads a page more
        EXPECT_LE(reads[i].pages(), young[i] * 3 / 2) << reads[i].what;
    }
}
