// Whose chart a provider may open, and that nobody opens one by booking it.

#include "tests/server/db/two_practices.h"

using custos::db::Duty;
using custos::testing::alpha;
using custos::testing::TwoPractices;

namespace {

class Panel : public TwoPractices {
protected:
    static void SetUpTestSuite() {
        TwoPractices::SetUpTestSuite();
        (void)database->superuser(R"(
            insert into auth.account (tenant, id, username, display_name, provider)
                select p.tenant, gen_random_uuid(), 'colleague', 'Person colleague', p.id from practice.provider p
                where not exists (select from auth.account a where a.provider = p.id);
            insert into auth.account_role (tenant, account, role)
                select a.tenant, a.id, 'provider' from auth.account a where a.username = 'colleague';
            insert into auth.session (tenant, id, account, token_hash)
                select a.tenant, gen_random_uuid(), a.id, sha256(convert_to(p.code || ':colleague', 'UTF8'))
                from auth.account a join practice.practice p on p.id = a.tenant where a.username = 'colleague')");
    }
    void SetUp() override {
        stranger =
            line(std::string("select p.id from practice.patient p where p.tenant = '") + alpha +
                 "' and not exists (select from practice.appointment a where a.patient = p.id) limit 1");
        provider =
            line(std::string("select provider from auth.account where username = 'provider' and tenant = '") +
                 alpha + "'");
        other = line(
            std::string("select provider from auth.account where username = 'colleague' and tenant = '") +
            alpha + "'");
    }
    void TearDown() override {
        (void)database->superuser("delete from practice.appointment where patient = '" + stranger +
                                  "'; delete from practice.covering");
    }

    static std::string line(const std::string& sql) {
        const std::string rows = database->superuser(sql);
        return rows.substr(0, rows.find('\n'));
    }
    std::string bookBy(const std::string& who) const { return bookBy(who, provider); }
    std::string bookBy(const std::string& who, const std::string& column) const {
        return stateFor(
            who, "insert into practice.appointment (tenant, id, starts, ends, location, provider, "
                 "patient, booked_by) select p.tenant, gen_random_uuid(), now() + interval '40 days', "
                 "now() + interval '40 days 1 hour', p.home_location, p.id, '" +
                     stranger + "', auth.account() from practice.provider p where p.id = '" + column + "'");
    }
    std::string change(const std::string& who, const std::string& set) const {
        return stateFor(who, "update practice.appointment set changed_by = auth.account(), " + set +
                                 " where patient = '" + stranger + "'");
    }
    std::string panelUntil() const {
        return line("select max(until) from practice.panel where patient = '" + stranger + "'");
    }
    /// The visit as it was so many days ago; nobody changed it since.
    void ago(const char* days) const {
        (void)database->superuser(std::string("update practice.appointment set starts = now() - interval '") +
                                  days + "' - interval '2 hours', ends = now() - interval '" + days +
                                  "' where patient = '" + stranger + "'");
    }
    /// `other` covers for `provider`, by days from today on, as they count at the practice.
    void cover(int first, int last) const {
        (void)database->superuser("delete from practice.covering");
        (void)database->superuser(
            std::string(
                "insert into practice.covering (tenant, id, absent_provider, covering_provider, first_day, "
                "last_day) select '") +
            alpha + "', gen_random_uuid(), '" + provider + "', '" + other +
            "', (now() at time zone 'America/New_York')::date + " + std::to_string(first) +
            ", (now() at time zone 'America/New_York')::date + " + std::to_string(last));
    }
    std::string sees(const std::string& who) const {
        return countFor(who, "practice.patient where id = '" + stranger + "'");
    }

    std::string stranger;
    std::string provider;
    std::string other;
};

} // namespace

TEST_F(Panel, ABookingByTheFrontDeskOpensTheChart) {
    EXPECT_EQ(sees("alpha:provider"), "0");
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    EXPECT_EQ(sees("alpha:provider"), "1");
    EXPECT_EQ(sees("alpha:assistant"), "1");
    EXPECT_EQ(sees("alpha:colleague"), "0");
}

TEST_F(Panel, ABookingByTheProviderOrTheirAssistantOpensNothing) {
    for (const char* who : {"alpha:provider", "alpha:assistant"}) {
        ASSERT_EQ(bookBy(who), "00000") << who;
        EXPECT_EQ(sees("alpha:provider"), "0") << who;
        EXPECT_EQ(sees("alpha:assistant"), "0") << who;
        ASSERT_EQ(change(who, "status = 'arrived', version = version + 1"), "00000");
        EXPECT_EQ(sees("alpha:provider"), "0") << who;
        TearDown();
    }
}

TEST_F(Panel, WhoBookedForWhomStaysAsItWasWritten) {
    ASSERT_EQ(bookBy("alpha:provider"), "00000");
    for (const char* set :
         {"booked_by = null", "booked_by = gen_random_uuid()", "imported = true",
          "patient = gen_random_uuid()", "kind = 'block'", "opens_until = now() + interval '1 day'"})
        EXPECT_EQ(change("alpha:provider", set), "42501") << set;
    EXPECT_EQ(sees("alpha:provider"), "0");
    EXPECT_EQ(stateFor("alpha:provider", "insert into practice.panel select tenant, '" + provider +
                                             "', id, now() + interval '9 days' from practice.patient"),
              "42501");
}

TEST_F(Panel, ACancelledOrMovedVisitTakesBackWhatItGranted) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    ASSERT_EQ(change("alpha:front_desk", "status = 'cancelled'"), "00000");
    EXPECT_EQ(sees("alpha:provider"), "0");
    ASSERT_EQ(change("alpha:front_desk", "status = 'scheduled'"), "00000");
    EXPECT_EQ(sees("alpha:provider"), "1");
    ASSERT_EQ(change("alpha:front_desk", "provider = '" + other + "'"), "00000");
    EXPECT_EQ(sees("alpha:provider"), "0");
    EXPECT_EQ(sees("alpha:colleague"), "1");
}

TEST_F(Panel, ThePanelEndsNinetyDaysAfterTheLastVisit) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    ago("89 days");
    EXPECT_EQ(sees("alpha:provider"), "1");
    ago("91 days");
    EXPECT_EQ(sees("alpha:provider"), "0");
}

TEST_F(Panel, WhoeverCoversForAColleagueHasTheirPanelOnThoseDays) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    cover(-1, 1);
    EXPECT_EQ(sees("alpha:colleague"), "1");
    EXPECT_EQ(countFor("alpha:colleague", "practice.provider"), "2");
    cover(1, 2);
    EXPECT_EQ(sees("alpha:colleague"), "0");
    cover(-3, -1);
    EXPECT_EQ(sees("alpha:colleague"), "0");
    EXPECT_EQ(countFor("alpha:colleague", "practice.provider"), "1");
}

// With somebody's column for a day, any chart of the practice was one booking away.
TEST_F(Panel, ABookingByWhoeverCoversOpensNothing) {
    cover(-1, 5);
    for (const auto& column : {provider, other}) {
        ASSERT_EQ(bookBy("alpha:colleague", column), "00000");
        for (const char* who : {"alpha:colleague", "alpha:provider", "alpha:assistant"})
            EXPECT_EQ(sees(who), "0") << who;
        EXPECT_EQ(countFor("alpha:colleague", "phi.patient_key where patient = '" + stranger + "'"), "0");
        cover(-5, -1); // and it does not when the colleague is back
        ASSERT_EQ(change("alpha:front_desk", "status = 'arrived'"), "00000");
        for (const char* who : {"alpha:colleague", "alpha:provider"})
            EXPECT_EQ(sees(who), "0") << who;
        TearDown();
        cover(-1, 5);
    }
}

TEST_F(Panel, AnOldBookingOpensNothingWhenItsBookerAssistsNoLonger) {
    ASSERT_EQ(bookBy("alpha:assistant"), "00000");
    (void)database->superuser("create table public.kept as select * from auth.assistance; "
                              "delete from auth.assistance");
    ASSERT_EQ(change("alpha:front_desk", "status = 'arrived'"), "00000");
    (void)database->superuser(
        "update practice.appointment set ends = ends + interval '1 minute' where patient = '" + stranger +
        "'");
    EXPECT_EQ(sees("alpha:provider"), "0");
    (void)database->superuser(
        "insert into auth.assistance select * from public.kept; drop table public.kept");
}

TEST_F(Panel, AMoveByThoseWhomItWouldLetInKeepsNoChartOpenLonger) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    const auto until = panelUntil();
    const std::string later = "starts = starts + interval '3 years', ends = ends + interval '3 years'";
    for (const char* who : {"alpha:provider", "alpha:assistant"}) {
        ASSERT_EQ(change(who, later), "00000") << who;
        EXPECT_EQ(panelUntil(), until) << who;
        ASSERT_EQ(change(who, "status = 'arrived'"), "00000");
        ASSERT_EQ(change(who, "status = 'scheduled'"), "00000");
        EXPECT_EQ(panelUntil(), until) << who;
    }
    ASSERT_EQ(change("alpha:front_desk", later), "00000"); // whose move it is to make
    EXPECT_NE(panelUntil(), until);
    EXPECT_EQ(sees("alpha:provider"), "1");
}

TEST_F(Panel, AMoveToAnotherColumnByThoseWhoHaveBothOpensNothingThere) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    cover(-1, 5);
    ASSERT_EQ(change("alpha:colleague", "provider = '" + other + "'"), "00000");
    EXPECT_EQ(line("select count(*) from practice.appointment where provider = '" + other +
                   "' and patient = '" + stranger + "'"),
              "1");
    EXPECT_EQ(sees("alpha:colleague"), "0");
}

TEST_F(Panel, AMoveDoesNotReopenAChartThatIsClosed) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    ago("400 days");
    ASSERT_EQ(sees("alpha:provider"), "0");
    const std::string ahead = "starts = now() + interval '9 years', ends = now() + interval '9 years 1 hour'";
    const std::string inThePast = "practice.appointment where ends < now() and patient = '" + stranger + "'";
    for (const char* who : {"alpha:provider", "alpha:assistant"}) {
        ASSERT_EQ(change(who, ahead), "00000");
        EXPECT_EQ(countFor(who, inThePast), "1") << who << " has moved it";
        EXPECT_EQ(sees(who), "0") << who;
    }
}

TEST_F(Panel, WhatTheDeskHasCalledOffIsNotTakenBackByTheProvider) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    ASSERT_EQ(change("alpha:front_desk", "status = 'cancelled'"), "00000");
    ASSERT_EQ(change("alpha:provider", "status = 'scheduled'"), "00000");
    EXPECT_EQ(sees("alpha:provider"), "0");
    // nor when another visit leaves the chart open
    const auto called = line("select id from practice.appointment where patient = '" + stranger + "'");
    (void)database->superuser(
        "update practice.appointment set starts = starts + interval '2 years', ends = ends + "
        "interval '2 years' where id = '" +
        called + "'");
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    const auto until = panelUntil();
    ASSERT_EQ(stateFor("alpha:provider", "update practice.appointment set status = 'scheduled', changed_by = "
                                         "auth.account() where id = '" +
                                             called + "'"),
              "00000");
    EXPECT_EQ(line("select status from practice.appointment where id = '" + called + "'"), "scheduled");
    EXPECT_EQ(panelUntil(), until);
}

TEST_F(Panel, NobodyChangesOrCallsOffInAnothersName) {
    ASSERT_EQ(bookBy("alpha:front_desk"), "00000");
    const auto update = [this](const std::string& set) {
        return stateFor("alpha:front_desk",
                        "update practice.appointment set " + set + " where patient = '" + stranger + "'");
    };
    EXPECT_EQ(update("changed_by = gen_random_uuid(), status = 'arrived'"), "42501");
    EXPECT_EQ(update("status = 'arrived'"), "42501");
    EXPECT_EQ(update("changed_by = auth.account(), status = 'cancelled', cancelled_by = gen_random_uuid()"),
              "42501");
    EXPECT_EQ(update("changed_by = auth.account(), status = 'cancelled', cancelled_by = auth.account()"),
              "00000");
    // who called it off stays, whoever writes to it afterwards
    EXPECT_EQ(stateFor("alpha:owner",
                       "update practice.appointment set changed_by = auth.account(), note_sealed = null "
                       "where patient = '" +
                           stranger + "'"),
              "00000");
}

TEST_F(Panel, TheSearchIndexOfOthersChartsIsNotOnesToErase) {
    (void)database->superuser(
        "insert into phi.blind_index (tenant, token, patient) select tenant, '\\x01', id from "
        "practice.patient on conflict do nothing");
    // even one who was given the right to write, but sees a panel alone
    (void)database->superuser(
        "insert into auth.account_override (tenant, account, permission, effect) select tenant, "
        "id, 'patient.write', 'grant' from auth.account where username = 'provider'");
    ASSERT_EQ(stateFor("alpha:provider", "delete from phi.blind_index"), "00000");
    EXPECT_EQ(countFor("alpha:front_desk", "phi.blind_index"), "30");
    EXPECT_EQ(countFor("beta:front_desk", "phi.blind_index"), "50");
    (void)database->superuser("delete from auth.account_override; delete from phi.blind_index");
}
