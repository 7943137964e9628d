#include "tests/server/e2e/harm.h"
#include "tests/server/e2e/receipts.h"
#include "tests/server/e2e/shared_demo.h"
#include "tests/server/e2e/traces.h"

#include <gtest/gtest.h>

#include <csignal>
#include <set>
#include <thread>

namespace custos::testing {
namespace {

class Operation : public ::testing::Test {
protected:
    static DemoServer& server() {
        static DemoServer own({"--today", "2026-03-08"});
        return own;
    }
    static SignedIn& mira() {
        static SignedIn session = server().signIn(server().account("harborlane", "front_desk"));
        return session;
    }
};

TEST_F(Operation, shiftsTheDisplayClockAndNoOther) {
    auto client = server().connect();
    const auto schedule = jsonOf(getAs(client, mira(), "/v1/appointments"));
    EXPECT_GE(schedule["items"].size(), 30U);
    EXPECT_EQ(schedule["as_of"].get<std::string>().substr(0, 7), "2026-03");
    const auto expiry = mira().session["absolute_expiry"].get<std::string>();
    EXPECT_NE(expiry.substr(0, 10), "2026-03-08");
}

TEST_F(Operation, answersNothingThatItCannotRecord) {
    auto client = server().connect();
    const auto patient = jsonOf(postJson(client, "POST", "/v1/patients/search",
                                         {{"query", "testerman"}, {"limit", 1}}, mira().headers()))["items"]
                             .at(0)["id"]
                             .get<std::string>();
    asSuperuser(server(),
                "alter role custos_audit nologin; "
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'custos_audit'");
    for (const auto& path : {std::string("/v1/appointments?date=2026-03-09"), "/v1/patients/" + patient}) {
        const auto refused = getAs(client, mira(), path);
        EXPECT_EQ(refused.status, 503) << path;
        EXPECT_EQ(jsonOf(refused)["code"], "audit_unavailable");
        EXPECT_EQ(refused.body.find("Testerman"), std::string::npos);
        EXPECT_FALSE(refused.headers.contains("audit-receipt"));
    }
    const auto searched = postJson(client, "POST", "/v1/patients/search",
                                   {{"query", "testerman"}, {"limit", 5}}, mira().headers());
    EXPECT_EQ(searched.status, 503);
    EXPECT_EQ(searched.body.find("Testerman"), std::string::npos);
    EXPECT_EQ(jsonOf(client.request("GET", "/health"))["services"]["audit_writer"], "failing");
    asSuperuser(server(), "alter role custos_audit login");
    EXPECT_TRUE(eventually([&] { return getAs(client, mira(), "/v1/appointments").status == 200; }));
}

TEST_F(Operation, leavesNoPatientAndNoSecretInTheClear) {
    auto client = server().connect();
    const auto registered = change(client, mira(), "POST", "/v1/patients",
                                   {{"given", "Quentin"},
                                    {"family", "Plainsearch"},
                                    {"birth_date", "1961-07-23"},
                                    {"phone", "(207) 555-0199"},
                                    {"email", "quentin.plainsearch@example.com"}});
    ASSERT_EQ(registered.status, 201) << registered.body;
    const auto refused =
        change(client, mira(), "PATCH", "/v1/patients/" + jsonOf(registered)["id"].get<std::string>(),
               {{"family", "Plainsearch"}, {"nonsense", "Plainsearch"}}, randomUuid(), 1);
    EXPECT_EQ(refused.status, 400);
    asSuperuser(server(), "checkpoint");
    const auto account = server().account("harborlane", "front_desk");
    const auto found =
        foundIn(server(), {"Plainsearch", "Mockridge", "1961-07-23", "(207) 555-0199", "quentin.plain",
                           "Uses a walker", account["password"], account["totp_seed"], mira().token});
    EXPECT_EQ(found, std::set<std::string>());
    // The same search finds what does stand there: a practice's name is no secret.
    EXPECT_FALSE(foundIn(server(), {"Harbor Lane Family Practice"}).empty());
}

TEST_F(Operation, losesNothingAcknowledgedWhenItIsKilled) {
    auto client = server().connect();
    const auto slot = jsonOf(getAs(client, mira(), "/v1/openings?minutes=30"))["items"].at(0);
    const auto patient = jsonOf(postJson(client, "POST", "/v1/patients/search",
                                         {{"query", "mockridge"}, {"limit", 1}}, mira().headers()))["items"]
                             .at(0)["id"];
    const auto booked = change(client, mira(), "POST", "/v1/appointments",
                               {{"patient_id", patient},
                                {"provider_id", slot["provider_id"]},
                                {"start", slot["start"]},
                                {"end", slot["end"]},
                                {"reason", "Survives"}});
    ASSERT_EQ(booked.status, 201) << booked.body;
    EXPECT_EQ(server().stop(SIGKILL), -SIGKILL);
    server().startAgain();
    const auto tess = server().signIn(server().account("harborlane", "front_desk", 1));
    auto again = server().connect();
    const auto read = getAs(again, tess, "/v1/appointments/" + jsonOf(booked)["id"].get<std::string>());
    ASSERT_EQ(read.status, 200) << read.body;
    auto now = jsonOf(read);
    now.erase("changed_by"); // said of one visit that is read, not of every answer
    now.erase("changed_at");
    EXPECT_EQ(now, jsonOf(booked));
    // What was written before the end is sealed after it, and so is the read of a moment ago.
    for (const auto& answer : {booked, read})
        EXPECT_TRUE(eventually([&] { return isSealed(again, tess, answer.headers.at("audit-receipt")); }));
    EXPECT_FALSE(isSealed(again, tess, std::string(43, 'A') + "="));
}

TEST_F(Operation, endsOrderlyWhenAsked) {
    EXPECT_EQ(server().stop(SIGTERM), 0);
}

} // namespace
} // namespace custos::testing
