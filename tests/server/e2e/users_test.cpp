// A new colleague and a program, from the owner's first call to their last.

#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

namespace custos::testing {
namespace {

const SignedIn& owner() {
    return sharedSession("harborlane", "owner");
}

HttpsAnswer act(HttpsClient& client, const SignedIn& who, std::string_view method, const std::string& path,
                const nlohmann::json& body = nullptr) {
    if (!body.is_null())
        return change(client, who, method, path, body);
    auto headers = who.headers();
    headers.emplace_back("Idempotency-Key", randomUuid());
    return client.request(method, path, headers);
}

TEST(UsersOverTheWire, LeadANewColleagueInAndOutAgain) {
    auto client = sharedDemo().connect();
    const std::string key = randomUuid();
    const nlohmann::json wanted = {
        {"username", "quill.mockridge"}, {"display_name", "Mockridge, Quill"}, {"roles", {"front_desk"}}};
    const auto made = change(client, owner(), "POST", "/v1/users", wanted, key);
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(made.headers.at("audit-receipt").size(), 44U);
    const std::string id = jsonOf(made)["id"];
    EXPECT_EQ(jsonOf(change(client, owner(), "POST", "/v1/users", wanted, key))["id"],
              id); // a repeat adds nobody
    const auto taken = change(client, owner(), "POST", "/v1/users", wanted);
    EXPECT_EQ(taken.status, 422);
    EXPECT_EQ(jsonOf(taken)["reason"], "taken");

    const auto invited = act(client, owner(), "POST", "/v1/users/" + id + "/invitation");
    ASSERT_EQ(invited.status, 200) << invited.body;
    const std::string invitation = jsonOf(invited)["invitation"];
    const auto offer = postJson(client, "POST", "/v1/invitations/open", {{"invitation", invitation}});
    EXPECT_EQ(jsonOf(offer)["display_name"], "Mockridge, Quill");
    for (const auto& [password, reason] :
         {std::pair{"quill123", "too_common"}, {"Harborlane2026", "too_common"}}) {
        const auto refused =
            postJson(client, "POST", "/v1/invitations/accept",
                     {{"invitation", invitation}, {"password", password}, {"code", "000000"}});
        EXPECT_EQ(refused.status, 422);
        EXPECT_EQ(jsonOf(refused)["reason"], reason) << password;
    }

    EXPECT_EQ(act(client, owner(), "POST", "/v1/users/" + id + "/disable").status, 204);
    EXPECT_EQ(postJson(client, "POST", "/v1/invitations/open", {{"invitation", invitation}}).status, 401);
    EXPECT_EQ(act(client, owner(), "POST", "/v1/users/" + id + "/enable").status, 204);
    const auto reset =
        act(client, owner(), "POST", "/v1/users/" + id + "/reset", {{"password", "not the password"}});
    EXPECT_EQ(reset.status, 401);
    EXPECT_EQ(jsonOf(reset)["code"], "wrong_credentials");
}

TEST(UsersOverTheWire, AreNotAddedByThoseWhoMayNotOrWithMoreThanTheyHold) {
    auto client = sharedDemo().connect();
    const nlohmann::json wanted = {
        {"username", "smuggled"}, {"display_name", "Exemplar, Smuggled"}, {"roles", {"owner"}}};
    for (const char* role : {"front_desk", "manager"}) {
        const auto refused = act(client, sharedSession("harborlane", role), "POST", "/v1/users", wanted);
        EXPECT_EQ(refused.status, 403) << role << refused.body;
        EXPECT_EQ(refused.headers.at("audit-receipt").size(), 44U) << role; // a refusal is an entry
    }
    EXPECT_EQ(getAs(client, owner(), "/v1/users").body.find("smuggled"), std::string::npos);
}

TEST(UsersOverTheWire, StepUpGivesANewTokenAndEndsTheOldOne) {
    const auto account = sharedDemo().account("harborlane", "front_desk", 2);
    const auto before = sharedDemo().signIn(account);
    auto client = sharedDemo().connect();
    const auto stepped = postJson(client, "POST", "/v1/session/step-up",
                                  {{"code", sharedDemo().nextCode(account["username"])}}, before.headers());
    ASSERT_EQ(stepped.status, 200) << stepped.body;
    EXPECT_EQ(jsonOf(stepped)["absolute_expiry"], before.session["absolute_expiry"]);
    EXPECT_EQ(getAs(client, before, "/v1/session").status, 401);
    const SignedIn after{.token = jsonOf(stepped)["token"], .session = {}};
    EXPECT_EQ(getAs(client, after, "/v1/session").status, 200);
}

TEST(ServiceAccountsOverTheWire, AskWithinTheirScopeUntilTheyAreRevoked) {
    auto client = sharedDemo().connect();
    const auto made = act(client, owner(), "POST", "/v1/service-accounts",
                          {{"name", "Recall letters"},
                           {"permissions", {"schedule.read", "schedule.read.all"}},
                           {"per_minute", 600},
                           {"valid_days", 30}});
    ASSERT_EQ(made.status, 200) << made.body;
    const SignedIn program{.token = jsonOf(made)["key"], .session = {}};
    const std::string id = jsonOf(made)["id"];
    const auto day = getAs(client, program, "/v1/appointments");
    ASSERT_EQ(day.status, 200) << day.body;
    EXPECT_FALSE(jsonOf(day)["items"].empty());
    EXPECT_EQ(day.headers.at("audit-receipt").size(), 44U);
    const auto search = postJson(client, "POST", "/v1/patients/search",
                                 {{"query", "Testerman"}, {"limit", 5}}, program.headers());
    EXPECT_EQ(search.status, 403);
    // what is no business of programs does not know them
    for (const char* path :
         {"/v1/session", "/v1/sessions", "/v1/users", "/v1/service-accounts", "/v1/events"})
        EXPECT_EQ(getAs(client, program, path).status, 401) << path;
    // nor does whoever manages people: a program invited, reset or let in again could sign in
    for (const char* way : {"/invitation", "/reset", "/disable", "/enable"})
        EXPECT_EQ(act(client, owner(), "POST", "/v1/users/" + id + way,
                      way == std::string("/reset") ? nlohmann::json{{"password", "not the password"}}
                                                   : nlohmann::json())
                      .status,
                  404)
            << way;
    const auto listed = getAs(client, owner(), "/v1/service-accounts");
    EXPECT_EQ(listed.body.find(program.token), std::string::npos);
    EXPECT_FALSE(jsonOf(listed)["items"][0]["last_used"].is_null());
    EXPECT_EQ(act(client, owner(), "DELETE", "/v1/service-accounts/" + id).status, 204);
    EXPECT_EQ(getAs(client, program, "/v1/appointments").status, 401);
}

TEST(ServiceAccountsOverTheWire, HaveALimitOfTheirOwn) {
    auto client = sharedDemo().connect();
    const auto made = act(
        client, owner(), "POST", "/v1/service-accounts",
        {{"name", "Slow program"}, {"permissions", {"schedule.read"}}, {"per_minute", 6}, {"valid_days", 1}});
    ASSERT_EQ(made.status, 200) << made.body;
    const SignedIn program{.token = jsonOf(made)["key"], .session = {}};
    EXPECT_EQ(getAs(client, program, "/v1/rooms").status, 200);
    const auto refused = getAs(client, program, "/v1/rooms");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(jsonOf(refused)["code"], "too_many_requests");
    EXPECT_EQ(getAs(client, owner(), "/v1/rooms").status, 200);
}

} // namespace
} // namespace custos::testing
