#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

namespace custos::testing {
namespace {

using Clock = std::chrono::steady_clock;

HttpsClient listenAs(const SignedIn& who) {
    auto client = sharedDemo().connect();
    client.sendRaw("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + who.token +
                   "\r\n\r\n");
    const auto head = client.readHead();
    if (head.status != 200)
        throw std::runtime_error("no stream");
    return client;
}

std::string nextEvent(HttpsClient& client, const std::string& kind) {
    for (auto chunk = client.readChunk(); chunk; chunk = client.readChunk())
        if (chunk->find("event: " + kind + "\n") != std::string::npos)
            return *chunk;
    return {};
}

TEST(Events, reachAnotherDeskWithinASecond) {
    const auto& mira = sharedSession("harborlane", "front_desk");
    const auto& tess = sharedSession("harborlane", "front_desk", 1);
    auto client = sharedDemo().connect();
    auto stream = listenAs(tess);
    const auto slot = jsonOf(getAs(client, mira, "/v1/openings?minutes=15"))["items"].at(0);
    const auto patient = jsonOf(postJson(client, "POST", "/v1/patients/search",
                                         {{"query", "mockridge"}, {"limit", 1}}, mira.headers()));
    const auto begin = Clock::now();
    const auto booked = change(client, mira, "POST", "/v1/appointments",
                               {{"patient_id", patient["items"].at(0)["id"]},
                                {"provider_id", slot["provider_id"]},
                                {"start", slot["start"]},
                                {"end", slot["end"]}});
    ASSERT_EQ(booked.status, 201) << booked.body;
    const auto event = nextEvent(stream, "schedule");
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(1));
    EXPECT_NE(event.find(slot["provider_id"].get<std::string>()), std::string::npos);
    EXPECT_EQ(event.find(patient["items"].at(0)["id"].get<std::string>()), std::string::npos);
}

TEST(Events, endWithinFiveSecondsOfRevocation) {
    auto& demo = sharedDemo();
    const auto emil = demo.signIn(demo.account("harborlane", "front_desk", 4));
    auto stream = listenAs(emil);
    auto client = demo.connect();
    const auto begin = Clock::now();
    ASSERT_EQ(client.request("DELETE", "/v1/session", emil.headers()).status, 204);
    EXPECT_NE(nextEvent(stream, "session").find("ended"), std::string::npos);
    EXPECT_FALSE(stream.readChunk());
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST(Events, areRefusedWithoutALiveSession) {
    auto client = sharedDemo().connect();
    EXPECT_EQ(
        client.request("GET", "/v1/events", {{"Authorization", "Bearer " + std::string(43, 'A')}}).status,
        401);
}

} // namespace
} // namespace custos::testing
