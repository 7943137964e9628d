#include "tests/server/e2e/shared_demo.h"
#include "tests/support/processes.h"

#include <gtest/gtest.h>

namespace custos::testing {
namespace {

TEST(DoorOverTheWire, refusesWhatTheDescriptionDoesNotAllow) {
    auto client = sharedDemo().connect();
    const auto& mira = sharedSession("harborlane", "front_desk");
    const auto wrong = change(client, mira, "POST", "/v1/appointments", {{"start", "tomorrow"}});
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(jsonOf(wrong)["code"], "invalid_body");
    auto unknown = postJson(client, "POST", "/v1/patients/search",
                            {{"query", "tes"}, {"limit", 5}, {"practice", "pinewood"}}, mira.headers());
    EXPECT_EQ(unknown.status, 400);
    auto typed =
        postJson(client, "POST", "/v1/patients/search", {{"query", "tes"}, {"limit", "5"}}, mira.headers());
    EXPECT_EQ(jsonOf(typed)["pointer"], "/limit");
}

TEST(DoorOverTheWire, refusesOversizeAndOverdeepBodies) {
    auto client = sharedDemo().connect();
    auto headers = sharedSession("harborlane", "front_desk").headers();
    headers.emplace_back("Content-Type", "application/json");
    const auto deep = client.request("POST", "/v1/patients/search", headers, std::string(3000, '['));
    EXPECT_EQ(deep.status, 400);
    EXPECT_EQ(jsonOf(deep)["code"], "malformed_body");
    for (const std::size_t size : {4U * 1024, 300U * 1024}) {
        const auto large =
            sharedDemo().connect().request("POST", "/v1/patients/search", headers, std::string(size, ' '));
        EXPECT_EQ(large.status, 413) << size;
        EXPECT_EQ(jsonOf(large)["code"], "body_too_large");
    }
}

// One request of nobody's, and the process at the door was gone.
TEST(DoorOverTheWire, outlivesALongTextWhereAPatternIs) {
    auto client = sharedDemo().connect();
    const auto door = childrenOf(sharedDemo().processId()).at("custosd-front");
    for (const std::size_t length : {15'000U, 100'000U, 200'000U}) {
        const auto answer =
            postJson(client, "POST", "/v1/sign-in",
                     {{"practice", std::string(length, 'a')}, {"username", "x"}, {"password", "y"}}, {});
        EXPECT_EQ(answer.status, length > 16'000 ? 413 : 400) << length;
    }
    EXPECT_EQ(client.request("GET", "/health").status, 200);
    EXPECT_EQ(childrenOf(sharedDemo().processId()).at("custosd-front"), door);
}

TEST(DoorOverTheWire, givesEveryProblemAnIdThatStandsInTheLog) {
    auto client = sharedDemo().connect();
    const auto refused = client.request("GET", "/v1/session", {{"Authorization", "Bearer x"}});
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
    const auto id = jsonOf(refused)["id"].get<std::string>();
    std::ifstream log(sharedDemo().logPath());
    const std::string content((std::istreambuf_iterator<char>(log)), {});
    EXPECT_NE(content.find(id), std::string::npos);
}

TEST(DoorOverTheWire, servesTheDescriptionThatItEnforces) {
    auto client = sharedDemo().connect();
    const auto served = client.request("GET", "/v1/openapi.json");
    EXPECT_EQ(served.status, 200);
    std::ifstream file(CUSTOS_SOURCE_DIR "/server/api/openapi.json");
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(served.body, content);
}

TEST(DoorOverTheWire, answersAForeignIdLikeOneThatNamesNothing) {
    auto client = sharedDemo().connect();
    const auto& harborlane = sharedSession("harborlane", "front_desk");
    const auto& pinewood = sharedSession("pinewood", "front_desk");
    const auto theirs = jsonOf(getAs(client, pinewood, "/v1/appointments"))["items"][0];
    for (const auto& [path, id] : {std::pair<std::string, std::string>{"/v1/appointments/", theirs["id"]},
                                   {"/v1/patients/", theirs["patient"]["id"]}}) {
        auto foreign = getAs(client, harborlane, path + id);
        auto missing = getAs(client, harborlane, path + randomUuid());
        EXPECT_EQ(foreign.status, 404);
        auto foreignBody = jsonOf(foreign);
        auto missingBody = jsonOf(missing);
        foreignBody.erase("id");
        missingBody.erase("id");
        EXPECT_EQ(foreignBody, missingBody);
        EXPECT_EQ(getAs(client, pinewood, path + id).status, 200);
    }
    const auto foreignChange =
        change(client, harborlane, "PATCH", "/v1/appointments/" + theirs["id"].get<std::string>(),
               {{"status", "arrived"}}, randomUuid(), theirs["version"]);
    EXPECT_EQ(foreignChange.status, 404);
}

TEST(DoorOverTheWire, keepsRolesToTheirCalls) {
    auto client = sharedDemo().connect();
    const auto search = [&](const char* role) {
        return postJson(client, "POST", "/v1/audit/search", {{"limit", 5}},
                        sharedSession("harborlane", role).headers());
    };
    const auto refused = search("front_desk");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(jsonOf(refused)["code"], "forbidden");
    EXPECT_EQ(refused.headers.at("audit-receipt").size(), 44U);
    EXPECT_EQ(search("owner").status, 200);
    EXPECT_EQ(getAs(client, sharedSession("harborlane", "privacy_officer"), "/v1/appointments").status, 403);
}

} // namespace
} // namespace custos::testing
