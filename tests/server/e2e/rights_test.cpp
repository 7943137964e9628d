// Who may do what, over the wire: changed, switched off, explained, and seen through another's eyes.

#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

#include <set>

namespace custos::testing {
namespace {

using nlohmann::json;

const SignedIn& owner() {
    return sharedSession("pinewood", "owner");
}

const SignedIn& desk() {
    return sharedSession("pinewood", "front_desk", 1);
}

std::string idOf(const SignedIn& who) {
    return who.session["user"]["id"];
}

HttpsAnswer putAs(const SignedIn& who, const std::string& path, const json& body,
                  const std::string& key = randomUuid()) {
    auto client = sharedDemo().connect();
    return change(client, who, "PUT", path, body, key);
}

int statusOf(const SignedIn& who, const std::string& target) {
    auto client = sharedDemo().connect();
    return getAs(client, who, target).status;
}

int searchStatus(const SignedIn& who) {
    auto client = sharedDemo().connect();
    return postJson(client, "POST", "/v1/patients/search", {{"query", "mockridge"}, {"limit", 1}},
                    who.headers())
        .status;
}

json rightOf(const SignedIn& subject, const std::string& permission) {
    auto client = sharedDemo().connect();
    const auto answer = getAs(client, owner(), "/v1/users/" + idOf(subject) + "/rights");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("audit-receipt").size(), 44U);
    const auto answered = jsonOf(answer);
    for (const auto& right : answered["items"])
        if (right["permission"] == permission)
            return right;
    return {};
}

TEST(RightsOverTheWire, ChangeWithTheRolesAtTheNextRequest) {
    const auto roles = "/v1/users/" + idOf(desk()) + "/roles";
    EXPECT_EQ(statusOf(desk(), "/v1/appointments"), 200);
    EXPECT_EQ(rightOf(desk(), "schedule.read")["because"], "role");
    const auto key = randomUuid();
    const auto changed = putAs(owner(), roles, {{"roles", {"biller"}}}, key);
    EXPECT_EQ(changed.status, 204) << changed.body;
    EXPECT_EQ(changed.headers.at("audit-receipt").size(), 44U);
    EXPECT_EQ(statusOf(desk(), "/v1/appointments"), 403);
    EXPECT_EQ(statusOf(desk(), "/v1/session"), 200); // the session lives, with less
    EXPECT_EQ(rightOf(desk(), "schedule.read")["because"], "not_given");
    EXPECT_EQ(putAs(owner(), roles, {{"roles", {"front_desk"}}}).status, 204);
    EXPECT_EQ(putAs(owner(), roles, {{"roles", {"biller"}}}, key).status, 204); // a repeat changes nothing
    EXPECT_EQ(statusOf(desk(), "/v1/appointments"), 200);
}

TEST(RightsOverTheWire, AreDeniedToOnePersonWhateverTheirRolesSay) {
    const auto path = "/v1/users/" + idOf(desk()) + "/override";
    EXPECT_EQ(putAs(owner(), path, {{"permission", "patient.search"}, {"effect", "deny"}}).status, 204);
    EXPECT_EQ(searchStatus(desk()), 403);
    const auto right = rightOf(desk(), "patient.search");
    EXPECT_EQ(right["holds"], false);
    EXPECT_EQ(right["because"], "denied");
    EXPECT_EQ(right["roles"], json::array({"front_desk"}));
    EXPECT_EQ(right["override"]["effect"], "deny");
    EXPECT_EQ(right["override"]["by"], idOf(owner()));
    EXPECT_EQ(putAs(owner(), path, {{"permission", "patient.search"}, {"effect", "none"}}).status, 204);
    EXPECT_EQ(searchStatus(desk()), 200);
    const auto unknown = putAs(owner(), path, {{"permission", "patient.invent"}, {"effect", "grant"}});
    EXPECT_EQ(unknown.status, 422);
    EXPECT_EQ(jsonOf(unknown)["pointer"], "/permission");
}

TEST(RightsOverTheWire, AreGoneForAllWhenTheFeatureIsSwitchedOff) {
    EXPECT_EQ(putAs(owner(), "/v1/feature-flags", {{"flag", "patient_search"}, {"enabled", false}}).status,
              204);
    for (const auto* who : {&owner(), &desk()})
        EXPECT_EQ(searchStatus(*who), 403);
    EXPECT_EQ(searchStatus(sharedSession("harborlane", "front_desk")), 200);
    EXPECT_EQ(rightOf(desk(), "patient.search")["switched_off"], json::array({"patient_search"}));
    auto client = sharedDemo().connect();
    const auto flags = jsonOf(getAs(client, owner(), "/v1/feature-flags"));
    EXPECT_TRUE(std::any_of(flags["items"].begin(), flags["items"].end(), [](const json& flag) {
        return flag["flag"] == "patient_search" && flag["enabled"] == false &&
               flag["changed_by"] == idOf(owner());
    })) << flags;
    EXPECT_EQ(putAs(owner(), "/v1/feature-flags", {{"flag", "patient_search"}, {"enabled", true}}).status,
              204);
    EXPECT_EQ(searchStatus(desk()), 200);
    const auto unknown = putAs(owner(), "/v1/feature-flags", {{"flag", "teleport"}, {"enabled", true}});
    EXPECT_EQ(unknown.status, 422);
    EXPECT_EQ(jsonOf(unknown)["pointer"], "/flag");
}

TEST(RightsOverTheWire, AreNotTakenFromOneselfOrGivenByThoseWhoHoldLess) {
    const auto& manager = sharedSession("pinewood", "manager");
    for (const auto& [who, path, body] :
         {std::tuple{&owner(), "/v1/users/" + idOf(owner()) + "/roles", json{{"roles", {"front_desk"}}}},
          {&manager, "/v1/users/" + idOf(desk()) + "/roles", json{{"roles", {"owner"}}}},
          {&manager, "/v1/users/" + idOf(owner()) + "/roles", json{{"roles", {"assistant"}}}},
          {&manager, "/v1/users/" + idOf(desk()) + "/override",
           json{{"permission", "audit.read"}, {"effect", "grant"}}},
          {&manager, std::string("/v1/feature-flags"), json{{"flag", "booking"}, {"enabled", false}}},
          {&desk(), "/v1/users/" + idOf(desk()) + "/roles", json{{"roles", {"owner"}}}}}) {
        const auto refused = putAs(*who, path, body);
        EXPECT_EQ(refused.status, 403) << path << refused.body;
        EXPECT_EQ(refused.headers.at("audit-receipt").size(), 44U) << path; // a refusal is an entry
    }
    EXPECT_EQ(statusOf(desk(), "/v1/users/" + idOf(owner()) + "/rights"), 403);
    EXPECT_EQ(statusOf(desk(), "/v1/appointments"), 200);
}

TEST(ViewAsOverTheWire, ShowsTheRowsOfAnothersDayAndNothingThatStandsInThem) {
    const auto& provider = sharedSession("pinewood", "provider");
    const auto& manager = sharedSession("pinewood", "manager");
    auto client = sharedDemo().connect();
    const auto theirs = jsonOf(getAs(client, provider, "/v1/appointments"));
    std::set<std::string> ids;
    for (const char* rows : {"items", "blocks"})
        for (const auto& row : theirs[rows])
            ids.insert(row["id"]);
    ASSERT_FALSE(ids.empty());
    const auto view = "/v1/users/" + idOf(provider) + "/view";
    const auto answer = getAs(client, manager, view);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("audit-receipt").size(), 44U);
    std::set<std::string> viewed;
    const auto body = jsonOf(answer);
    for (const auto& row : body["visits"])
        viewed.insert(row["id"]);
    EXPECT_EQ(viewed, ids);
    EXPECT_EQ(body["provider_ids"], json::array({provider.session["user"]["provider_id"]}));
    EXPECT_EQ(body["complete"], true);
    for (const auto& row : theirs["items"]) {
        EXPECT_EQ(answer.body.find(row["patient"]["id"].get<std::string>()), std::string::npos);
        EXPECT_EQ(answer.body.find(row["patient"]["display_name"].get<std::string>()), std::string::npos);
    }

    // a patient whom both see, one of the other panel, and one who is not there
    const auto own = theirs["items"].at(0)["patient"]["id"].get<std::string>();
    EXPECT_EQ(jsonOf(getAs(client, manager, view + "?patient=" + own))["patient_visible"], true);
    const auto everybody = jsonOf(getAs(client, manager, "/v1/appointments"));
    std::string outside;
    for (const auto& row : everybody["items"])
        if (statusOf(provider, "/v1/patients/" + row["patient"]["id"].get<std::string>()) == 404)
            outside = row["patient"]["id"];
    ASSERT_FALSE(outside.empty());
    EXPECT_EQ(jsonOf(getAs(client, manager, view + "?patient=" + outside))["patient_visible"], false);
    EXPECT_EQ(getAs(client, manager, view + "?patient=" + randomUuid()).status, 404);
    EXPECT_EQ(getAs(client, manager, "/v1/users/" + randomUuid() + "/view").status, 404);
    EXPECT_EQ(statusOf(desk(), view), 403);
    // whoever viewed is themselves again
    EXPECT_EQ(jsonOf(getAs(client, manager, "/v1/appointments"))["items"].size(), everybody["items"].size());
}

} // namespace
} // namespace custos::testing
