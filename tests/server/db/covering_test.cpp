// Whose colleague has their day and panel: granted by those who run the practice, never to themselves.

#include "tests/server/db/access_practices.h"

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;

namespace {

class Covering : public AccessPractices {
protected:
    void SetUp() override {
        provider = providerOf("provider");
        colleague = providerOf("colleague");
    }
    void TearDown() override {
        (void)database->superuser("delete from practice.appointment where booked_by is not null; "
                                  "delete from practice.covering; delete from auth.account_override; "
                                  "update auth.account set provider = null where username = 'manager'");
    }
    static std::string providerOf(const std::string& username, const char* tenant = alpha) {
        return line("select provider from auth.account where username = '" + username + "' and tenant = '" +
                    tenant + "'");
    }
    /// Days counted from today, where the practice is.
    static std::string granting(const std::string& absent, const std::string& substitute, int first,
                                int last) {
        const auto day = [](int n) {
            return "(clock_timestamp() at time zone 'America/New_York')::date + " + std::to_string(n);
        };
        return "select practice.grant_covering(gen_random_uuid(), '" + absent + "', '" + substitute + "', " +
               day(first) + ", " + day(last) + ")";
    }
    std::string grant(const std::string& who, int first = 0, int last = 0) const {
        return stateFor(who, granting(provider, colleague, first, last));
    }
    static std::string columns() { return countFor("alpha:colleague", "practice.provider"); }
    static std::string theCovering() { return line("select id from practice.covering"); }

    std::string provider;
    std::string colleague;
};

} // namespace

TEST_F(Covering, GivesTheDayAndThePanelAtOnceAndTakesThemBackWhenItEnds) {
    const auto own = std::stoi(countFor("alpha:colleague", "practice.patient"));
    ASSERT_EQ(grant("alpha:manager"), "00000");
    EXPECT_EQ(columns(), "2");
    EXPECT_GT(std::stoi(countFor("alpha:colleague", "practice.appointment")), 20);
    EXPECT_GE(std::stoi(countFor("alpha:colleague", "practice.panel")), own);
    EXPECT_EQ(lineFor("alpha:manager", "practice.end_covering('" + theCovering() + "')"), "true");
    EXPECT_EQ(columns(), "1");
    EXPECT_EQ(lineFor("alpha:manager", "practice.end_covering('" + theCovering() + "')"), "false");
}

TEST_F(Covering, BeginsAndEndsWithItsDays) {
    ASSERT_EQ(grant("alpha:owner", 1, 3), "00000");
    EXPECT_EQ(columns(), "1");
    (void)database->superuser(
        "update practice.covering set first_day = first_day - 4, last_day = last_day - 4");
    EXPECT_EQ(columns(), "1");
    (void)database->superuser("update practice.covering set last_day = last_day + 1");
    EXPECT_EQ(columns(), "2");
}

TEST_F(Covering, IsGrantedByThoseWhoRunThePracticeAndNotToThemselves) {
    EXPECT_EQ(database->inject(Duty::Api, granting(provider, colleague, 0, 0)), "CU401");
    for (const char* role : {"provider", "colleague", "assistant", "front_desk", "biller", "privacy_officer"})
        EXPECT_EQ(grant(std::string("alpha:") + role), "CU403") << role;
    (void)database->superuser("update auth.account set provider = '" + colleague +
                              "' where username = 'manager' "
                              "and tenant = '" +
                              alpha + "'");
    EXPECT_EQ(grant("alpha:manager"), "CU403");
    EXPECT_EQ(line("select count(*) from practice.covering"), "0");
}

TEST_F(Covering, NamesTwoProvidersOfThePracticeAndDaysThatAreNotOver) {
    const auto theirs = providerOf("provider", beta);
    for (const auto& [absent, substitute] : {std::pair{provider, theirs}, {theirs, colleague}})
        EXPECT_EQ(stateFor("alpha:manager", granting(absent, substitute, 0, 0)), "CU404");
    EXPECT_EQ(stateFor("alpha:manager", granting(provider, provider, 0, 0)), "CU409");
    for (const auto& [first, last] : {std::pair{1, 0}, {-3, -1}, {0, 92}})
        EXPECT_EQ(grant("alpha:manager", first, last), "CU409") << first << ' ' << last;
    EXPECT_EQ(grant("alpha:manager", 0, 91), "00000");
}

TEST_F(Covering, IsSeenByThoseItConcernsAndWrittenByNobodyDirectly) {
    ASSERT_EQ(grant("alpha:manager"), "00000");
    for (const char* role : {"owner", "manager", "provider", "colleague"})
        EXPECT_EQ(countFor(std::string("alpha:") + role, "practice.covering"), "1") << role;
    for (const char* role : {"alpha:front_desk", "alpha:assistant", "beta:owner", "beta:provider"})
        EXPECT_EQ(countFor(role, "practice.covering"), "0") << role;
    EXPECT_EQ(lineFor("beta:manager", "practice.end_covering('" + theCovering() + "')"), "false");
    for (const char* role : {"provider", "colleague", "front_desk", "privacy_officer"})
        EXPECT_EQ(
            stateFor(std::string("alpha:") + role, "select practice.end_covering('" + theCovering() + "')"),
            "CU403")
            << role;
    for (const char* sql :
         {"delete from practice.covering", "update practice.covering set last_day = last_day + 9",
          "insert into practice.covering (tenant, id, absent_provider, covering_provider, first_day, "
          "last_day) select tenant, gen_random_uuid(), absent_provider, covering_provider, first_day, "
          "last_day from practice.covering"})
        EXPECT_EQ(stateFor("alpha:manager", sql), "42501") << sql;
}

/// Whoever covers sees the colleague's panel: to book into it would be to open a chart by booking (0013).
TEST_F(Covering, ABookingUnderCoverOpensNoChartNotEvenLater) {
    const auto stranger =
        line(std::string("select p.id from practice.patient p where p.tenant = '") + alpha +
             "' and not exists (select from practice.appointment a where a.patient = p.id) limit 1");
    const auto sees = [&](const std::string& who) {
        return countFor(who, "practice.patient where id = '" + stranger + "'");
    };
    const auto book = [&](const std::string& who) {
        return stateFor(
            who, "insert into practice.appointment (tenant, id, starts, ends, location, provider, patient, "
                 "booked_by) select p.tenant, gen_random_uuid(), now() + interval '50 days', now() + "
                 "interval '50 days 1 hour', p.home_location, p.id, '" +
                     stranger + "', auth.account() from practice.provider p where p.id = '" + provider + "'");
    };
    ASSERT_EQ(grant("alpha:manager"), "00000");
    ASSERT_EQ(book("alpha:colleague"), "00000");
    EXPECT_EQ(sees("alpha:colleague"), "0");
    EXPECT_EQ(sees("alpha:provider"), "0");
    (void)database->superuser(
        "update practice.covering set ended_at = now() + interval '1 second', ended_by = "
        "granted_by; update practice.appointment set status = 'confirmed' where patient = '" +
        stranger + "'");
    EXPECT_EQ(sees("alpha:provider"), "0");
    (void)database->superuser("delete from practice.appointment where patient = '" + stranger + "'");
    ASSERT_EQ(book("alpha:front_desk"), "00000"); // the desk opens it
    EXPECT_EQ(sees("alpha:provider"), "1");
}
