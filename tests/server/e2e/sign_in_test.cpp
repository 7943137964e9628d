#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

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

} // namespace
} // namespace custos::testing
