// Break-glass over the wire: what it opens, to whom, until when, and what an attacker gets instead.

#include "tests/server/e2e/access_demo.h"

#include <algorithm>
#include <functional>

namespace custos::testing {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr const char* family = "Glasswright";
constexpr const char* born = "1961-07-08";
constexpr const char* words = "Unwell in the waiting room, I need her guardian's number";

class GlassE2e : public AccessDemo {
protected:
    static void SetUpTestSuite() {
        AccessDemo::SetUpTestSuite();
        provider_ = server_->signIn(server_->account("harborlane", "provider"));
        theirs_ = server_->signIn(server_->account("pinewood", "provider"));
        const auto desk = server_->signIn(server_->account("harborlane", "front_desk"));
        auto client = server_->connect();
        const auto made = change(client, desk, "POST", "/v1/patients",
                                 {{"family", family}, {"given", "Orla"}, {"birth_date", born}});
        patient_ = jsonOf(made).at("id");
    }
    void TearDown() override { sql("delete from access.break_glass"); }

    static json request() {
        return {{"family", family}, {"birth_date", born}, {"category", "emergency"}, {"reason", words}};
    }
    static json requestWith(const char* member, const std::string& value) {
        auto body = request();
        body[member] = value;
        return body;
    }
    HttpsAnswer open(const json& body, const SignedIn& who = provider_) {
        return change(client_, who, "POST", "/v1/break-glass", body);
    }
    /// Which stands open now.
    json opened() {
        const auto answer = open(request());
        EXPECT_EQ(answer.status, 200) << answer.body;
        return jsonOf(answer);
    }
    HttpsAnswer read(const SignedIn& who = provider_, const std::string& patient = patient_) {
        return getAs(client_, who, "/v1/patients/" + patient);
    }
    static std::vector<std::string> namesIn(const HttpsAnswer& answer) {
        std::vector<std::string> names;
        const auto body = jsonOf(answer);
        for (const auto& [name, value] : body.items())
            names.push_back(name);
        for (const auto& [name, value] : answer.headers)
            names.push_back(name);
        return names;
    }
    static void leave(const std::string& interval) { leaveIn("access.break_glass", interval); }
    /// An act of the API's that has to write an entry: it waits for that from before the end, which is so far
    /// away, until shortly after it (or for a second, when that is long).
    HttpsAnswer heldUp(const char* left, const std::function<HttpsAnswer()>& act) {
        std::thread lock([] {
            Superuser(*server_).rows(R"(do $$ begin
                lock table audit.entries in access exclusive mode;
                while not exists (select from pg_locks l join pg_stat_activity a on a.pid = l.pid
                                  where l.relation = 'audit.entries'::regclass and not l.granted
                                    and a.usename = 'custos_api') loop
                    perform pg_sleep(0.02);
                    exit when clock_timestamp() > transaction_timestamp() + interval '20 seconds';
                end loop;
                perform pg_sleep((select case when x.left_over > 60 then 1 else greatest(x.left_over, 0) + 0.1 end
                                  from (select extract(epoch from max(until) - clock_timestamp()) as left_over
                                        from access.break_glass) x));
            end $$)");
        });
        EXPECT_TRUE(eventually([] {
            return superuser_->value(
                       "select count(*) from pg_locks where relation = 'audit.entries'::regclass "
                       "and granted and mode = 'AccessExclusiveLock'") == "1";
        }));
        leave(left);
        auto answer = act();
        lock.join();
        return answer;
    }
    static std::vector<ledger::EntryFields> entries(ledger::Action action) {
        return entriesOf(*superuser_, action);
    }
    static ledger::EntryFields newest(ledger::Action action) {
        const auto found = entries(action);
        return found.empty() ? ledger::EntryFields() : found.front();
    }

    static inline SignedIn provider_;
    static inline SignedIn theirs_;
    static inline std::string patient_;
};

TEST_F(GlassE2e, opensOneChartAndEveryReadOfItSaysSo) {
    EXPECT_EQ(read().status, 404);
    const auto glass = opened();
    EXPECT_EQ(glass["patient_id"], patient_);
    EXPECT_GE(glass["seconds_left"], 890);
    EXPECT_LE(glass["seconds_left"], 900);
    const auto chart = read();
    ASSERT_EQ(chart.status, 200) << chart.body;
    EXPECT_EQ(jsonOf(chart)["family"], family);
    const auto id = ledger::uuidFromText(glass["id"].get<std::string>());
    EXPECT_EQ(newest(ledger::Action::PatientRead).breakGlass, id);
    const auto entry = newest(ledger::Action::BreakGlassOpen);
    EXPECT_EQ(entry.breakGlass, id);
    EXPECT_EQ(entry.reason, "emergency");
    EXPECT_TRUE(entry.reasonText);
    EXPECT_EQ(entry.subjects.size(), 1u);
    const auto listed = jsonOf(getAs(client_, provider_, "/v1/break-glass"));
    ASSERT_EQ(listed["items"].size(), 1u);
    EXPECT_EQ(listed["items"][0]["id"], glass["id"]);
}

TEST_F(GlassE2e, anotherSessionOfThePersonSeesNothingOfIt) {
    (void)opened();
    const SignedIn again{.token = std::string(42, 'B') + "A", .session = {}};
    sql("insert into auth.session (tenant, id, account, token_hash) select tenant, gen_random_uuid(), id, "
        "sha256(decode('" +
        again.token + "=', 'base64')) from auth.account where id = '" +
        provider_.session["user"]["id"].get<std::string>() + "'");
    EXPECT_EQ(getAs(client_, again, "/v1/session").status, 200);
    EXPECT_EQ(read(again).status, 404);
    EXPECT_TRUE(jsonOf(getAs(client_, again, "/v1/break-glass"))["items"].empty());
    EXPECT_EQ(client_
                  .request("DELETE",
                           "/v1/break-glass/" + superuser_->value("select id from access.break_glass"),
                           again.headers())
                  .status,
              404);
}

TEST_F(GlassE2e, asksForAFreshFactorAndForAReasonOfSubstance) {
    for (const auto& [reason, code] : {std::pair{"urgent", "too_short"},
                                       {"                              ", "too_short"},
                                       {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no_substance"},
                                       {"aaaa bbbbb cccc dddd eeee ffff", "no_substance"},
                                       {"emergency emergency emergency emergency", "no_substance"},
                                       {"Glasswright: emergency, because, please", "no_substance"},
                                       {"because because because because", "no_substance"}}) {
        const auto refused = open(requestWith("reason", reason));
        EXPECT_EQ(refused.status, 422) << reason;
        EXPECT_EQ(jsonOf(refused)["reason"], code) << reason;
    }
    EXPECT_EQ(open(requestWith("category", "curiosity")).status, 400);
    sql("update auth.session set factor_at = clock_timestamp() - interval '6 minutes'");
    const auto stale = open(request());
    EXPECT_EQ(stale.status, 401);
    EXPECT_EQ(jsonOf(stale)["code"], "step_up_required");
    EXPECT_EQ(superuser_->value("select count(*) from access.break_glass"), "0");
    EXPECT_EQ(read().status, 404);
}

/// Who is not there, who is another practice's, and who has another birth date: all alike.
TEST_F(GlassE2e, answersTheSameWhereNobodyIsMet) {
    const auto met = open(request());
    const std::vector<HttpsAnswer> missed{
        open(requestWith("family", "Nonesuchname")), open(requestWith("birth_date", "1961-07-09")),
        open(requestWith("family", "Glasswrigh")), open(request(), theirs_)};
    for (const auto& answer : missed) {
        EXPECT_EQ(answer.status, met.status) << answer.body;
        EXPECT_EQ(namesIn(answer), namesIn(met));
        const auto named = jsonOf(answer)["patient_id"].get<std::string>();
        EXPECT_NE(named, patient_);
        EXPECT_EQ(superuser_->value("select count(*) from practice.patient where id = $1", {named}), "0");
        EXPECT_EQ(read(provider_, named).status, 404);
    }
    EXPECT_EQ(read(theirs_).status, 404);
    EXPECT_EQ(
        superuser_->value("select count(*) from access.incident where kind = 'break_glass' and reference in "
                          "(select id from access.break_glass)"),
        "5");
    const auto found = entries(ledger::Action::BreakGlassOpen);
    EXPECT_TRUE(found.front().subjects.empty());
    EXPECT_EQ(found.front().details.front().value, "none");
}

TEST_F(GlassE2e, takesTheSameTimeWhereNobodyIsMet) {
    const auto timed = [this](const json& body) {
        const auto from = steady_clock::now();
        EXPECT_EQ(open(body).status, 200);
        return steady_clock::now() - from;
    };
    std::vector<steady_clock::duration> met;
    std::vector<steady_clock::duration> missed;
    for (int round = 0; round < 40; ++round) {
        if (round % 4 == 0)
            sql("delete from access.break_glass");
        met.push_back(timed(request()));
        missed.push_back(timed(requestWith("family", "Nonesuchname")));
    }
    const auto median = [](std::vector<steady_clock::duration>& all) {
        std::nth_element(all.begin(), all.begin() + all.size() / 2, all.end());
        return std::chrono::duration<double, std::milli>(all[all.size() / 2]).count();
    };
    const double difference = median(met) - median(missed);
    RecordProperty("met_ms", std::to_string(median(met)));
    EXPECT_LT(std::abs(difference), 0.25 * std::max(median(met), median(missed)))
        << median(met) << " ms and " << median(missed) << " ms";
}

TEST_F(GlassE2e, endsAtFifteenMinutesSharp) {
    (void)opened();
    leave("3 seconds");
    EXPECT_EQ(read().status, 200);
    EXPECT_LE(jsonOf(getAs(client_, provider_, "/v1/break-glass"))["items"][0]["seconds_left"], 3);
    leave("0 seconds");
    EXPECT_EQ(read().status, 404);
    EXPECT_TRUE(jsonOf(getAs(client_, provider_, "/v1/break-glass"))["items"].empty());
}

/// A patient who has come into the panel meanwhile is read as anybody of it is.
TEST_F(GlassE2e, whatIsOverIsInNobodysWay) {
    (void)opened();
    leave("0 seconds");
    sql("insert into practice.panel (tenant, provider, patient, until) select tenant, provider, '" +
        patient_ + "', now() + interval '1 day' from auth.account where id = '" +
        provider_.session["user"]["id"].get<std::string>() + "'");
    const auto chart = read();
    sql("delete from practice.panel where patient = '" + patient_ + "'");
    EXPECT_EQ(chart.status, 200) << chart.body;
    EXPECT_FALSE(newest(ledger::Action::PatientRead).breakGlass);
}

/// Read at 14:59, and held up until 15:00 by an entry that can't be written sooner: nothing is answered.
TEST_F(GlassE2e, doesNotAnswerAfterTheEndWhatWasReadBeforeIt) {
    (void)opened();
    const auto held = [this](const char* left) {
        leave(left);
        std::thread lock([] {
            superuser_->rows("do $$ begin lock table audit.entries in access exclusive mode; "
                             "perform pg_sleep(1.2); end $$");
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        auto answer = read();
        lock.join();
        return answer;
    };
    const auto inTime = held("10 minutes");
    ASSERT_EQ(inTime.status, 200) << inTime.body;
    const auto before = entries(ledger::Action::PatientRead).size();
    const auto late = held("700 milliseconds");
    EXPECT_EQ(late.status, 404) << late.body;
    EXPECT_EQ(late.body.find(family), std::string::npos);
    EXPECT_EQ(entries(ledger::Action::PatientRead).size(), before + 1); // it had been read in time
}

/// Booked at 14:59, and held up within its transaction until 15:00: it is not committed, and answered as if
/// then.
TEST_F(GlassE2e, doesNotCommitAfterTheEndWhatWasBookedBeforeIt) {
    (void)opened();
    const auto column = superuser_->value("select provider from auth.account where id = $1",
                                          {provider_.session["user"]["id"].get<std::string>()});
    const auto free =
        jsonOf(getAs(client_, provider_, "/v1/openings?minutes=15&provider=" + column))["items"];
    const auto book = [&](std::size_t n) {
        return change(client_, provider_, "POST", "/v1/appointments",
                      {{"patient_id", patient_},
                       {"provider_id", column},
                       {"start", free.at(n)["start"]},
                       {"end", free.at(n)["end"]},
                       {"reason", "Seen in the waiting room"}});
    };
    const auto visits = [] {
        return superuser_->value("select count(*) from practice.appointment where patient = $1", {patient_});
    };
    const auto first = heldUp("10 minutes", [&] { return book(0); });
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(visits(), "1");
    const auto written = entries(ledger::Action::AppointmentBook).size();
    const auto late = heldUp("2 seconds", [&] { return book(1); });
    EXPECT_EQ(late.status, 404) << late.body;
    EXPECT_EQ(late.body.find(family), std::string::npos);
    EXPECT_EQ(visits(), "1");
    EXPECT_EQ(entries(ledger::Action::AppointmentBook).size(), written); // the entry goes with the change
}

TEST_F(GlassE2e, endsWhenItsPersonSaysSo) {
    const auto glass = opened();
    const auto path = "/v1/break-glass/" + glass["id"].get<std::string>();
    EXPECT_EQ(client_.request("DELETE", path, theirs_.headers()).status, 404);
    EXPECT_EQ(client_.request("DELETE", path, provider_.headers()).status, 204);
    EXPECT_EQ(read().status, 404);
    EXPECT_EQ(client_.request("DELETE", path, provider_.headers()).status, 404);
    EXPECT_EQ(newest(ledger::Action::BreakGlassEnd).breakGlass,
              ledger::uuidFromText(glass["id"].get<std::string>()));
}

TEST_F(GlassE2e, aRepeatedRequestOpensNothingMore) {
    const auto key = randomUuid();
    const auto first = change(client_, provider_, "POST", "/v1/break-glass", request(), key);
    const auto second = change(client_, provider_, "POST", "/v1/break-glass", request(), key);
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(jsonOf(first)["until"], jsonOf(second)["until"]);
    EXPECT_EQ(superuser_->value("select count(*) from access.break_glass"), "1");
    leave("0 seconds");
    EXPECT_EQ(change(client_, provider_, "POST", "/v1/break-glass", request(), key).status, 404);
}

TEST_F(GlassE2e, isNotForGuessingBirthDates) {
    for (int guess = 10; guess < 20; ++guess)
        EXPECT_EQ(open(requestWith("birth_date", "1961-06-" + std::to_string(guess))).status, 200);
    const auto refused = open(request());
    EXPECT_EQ(refused.status, 429);
    EXPECT_GE(jsonOf(refused)["retry_after"], 300);
    EXPECT_EQ(newest(ledger::Action::BreakGlassOpen).outcome, ledger::Outcome::Denied);
    EXPECT_EQ(read().status, 404);
}

TEST_F(GlassE2e, theReasonStandsNowhereInTheClear) {
    (void)opened();
    EXPECT_EQ(superuser_->value("select count(*) from access.break_glass where position('guardian'::bytea in "
                                "reason_sealed) > 0"),
              "0");
    EXPECT_EQ(
        superuser_->value("select count(*) from audit.entries where position('guardian'::bytea in body) > 0"),
        "0");
    for (const auto& log : {server_->logPath(), server_->dataDirectory() / "postgres.log"})
        EXPECT_EQ(contentOf(log).find("guardian"), std::string::npos) << log;
}

} // namespace
} // namespace custos::testing
