#include "tests/server/e2e/harm.h"

namespace custos::testing {
namespace {

TEST(SignInOverTheWire, leadsToTheSchedule) {
    auto& demo = sharedDemo();
    const auto& mira = sharedSession("harborlane", "front_desk");
    EXPECT_EQ(mira.session["practice"]["code"], "harborlane");
    EXPECT_EQ(mira.session["user"]["roles"], nlohmann::json::array({"front_desk"}));
    EXPECT_EQ(mira.session["cache_share"].get<std::string>().size(), 44U);
    auto client = demo.connect();
    auto answer = getAs(client, mira, "/v1/appointments");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers["cache-control"], "no-store");
    EXPECT_EQ(answer.headers["audit-receipt"].size(), 44U);
    const auto schedule = jsonOf(answer);
    EXPECT_GE(schedule["items"].size(), 30U);
    const auto names = answer.body;
    EXPECT_NE(names.find("Testerman, Silas"), std::string::npos);
}

TEST(SignInOverTheWire, pinsTheKeyThatTheReadyFileNames) {
    auto& demo = sharedDemo();
    EXPECT_EQ(demo.connect().leafSpkiSha256(), demo.ready()["spki_sha256"]);
    EXPECT_EQ(demo.connect().tlsVersion(), "TLSv1.3");
}

TEST(SignInOverTheWire, answersKnownAndUnknownNamesAlike) {
    auto& demo = sharedDemo();
    auto client = demo.connect();
    const auto known = demo.account("harborlane", "front_desk", 5);
    auto bodyOf = [&](const std::string& practice, const std::string& username) {
        auto answer =
            postJson(client, "POST", "/v1/sign-in",
                     {{"practice", practice}, {"username", username}, {"password", "not the password"}});
        EXPECT_EQ(answer.status, 401);
        auto body = jsonOf(answer);
        body.erase("id");
        return body;
    };
    const auto wrongPassword = bodyOf("harborlane", known["username"]);
    EXPECT_EQ(wrongPassword["code"], "wrong_credentials");
    EXPECT_EQ(wrongPassword["attempts_left"], 7);
    EXPECT_EQ(bodyOf("harborlane", "nobody.at.all"), wrongPassword);
    EXPECT_EQ(bodyOf("nowhere", "nobody.at.all"), wrongPassword);
}

TEST(SignInOverTheWire, endsWithSignOut) {
    auto& demo = sharedDemo();
    const auto signedIn = demo.signIn(demo.account("harborlane", "front_desk", 3));
    auto client = demo.connect();
    EXPECT_EQ(getAs(client, signedIn, "/v1/session").status, 200);
    EXPECT_EQ(client.request("DELETE", "/v1/session", signedIn.headers()).status, 204);
    const auto after = getAs(client, signedIn, "/v1/appointments");
    EXPECT_EQ(after.status, 401);
    EXPECT_EQ(jsonOf(after)["code"], "not_signed_in");
}

/// When its person last acted, as the server has it. To ask is no act.
std::string lastSeen(HttpsClient& client, const SignedIn& who) {
    const auto sessions = jsonOf(getAs(client, who, "/v1/sessions"));
    for (const auto& session : sessions.at("items"))
        if (session.at("current"))
            return session.at("last_seen");
    return {};
}

TEST(SignInOverTheWire, keepsASessionAliveByARightPasswordAndByNoGuess) {
    auto& demo = sharedDemo();
    const auto account = demo.account("harborlane", "assistant");
    const auto who = demo.signIn(account);
    asSuperuser(
        demo,
        "update auth.session set last_seen_at = last_seen_at - interval '10 minutes' where account = '" +
            who.session["user"]["id"].get<std::string>() + "'");
    auto client = demo.connect();
    const auto before = lastSeen(client, who);
    ASSERT_FALSE(before.empty());
    const auto show = [&](const std::string& path, const nlohmann::json& factor) {
        auto headers = who.headers();
        headers.emplace_back("Custos-Activity", "user");
        return postJson(client, "POST", path, factor, std::move(headers)).status;
    };
    EXPECT_EQ(show("/v1/session/unlock", {{"password", "not the password"}}), 401);
    EXPECT_EQ(show("/v1/session/step-up", {{"code", "000000"}}), 401);
    std::this_thread::sleep_for(std::chrono::seconds(1)); // what is noted is noted beside the answer
    EXPECT_EQ(lastSeen(client, who), before);
    EXPECT_EQ(show("/v1/session/unlock", {{"password", account["password"]}}), 200);
    EXPECT_GT(lastSeen(client, who), before);
}

} // namespace
} // namespace custos::testing
