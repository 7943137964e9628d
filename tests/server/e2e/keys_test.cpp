// Keys of a running server: replaced while people work, kept in a token, and the block on opening too much.

#include "tests/server/e2e/harm.h"
#include "tests/support/soft_token.h"
#include "tests/support/superuser.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <set>
#include <thread>

namespace custos::testing {
namespace {

struct Ran {
    int status = -1;
    std::string output;
};

using nlohmann::json;

/// `custosd keys rotate`, as an operator runs it.
Ran rotate(const DemoServer& server, const std::string& what) {
    const std::string command = std::string(CUSTOSD_PATH) + " keys rotate " + what + " --admin-socket " +
                                server.ready().at("admin_socket").get<std::string>() + " 2>&1";
    FILE* const pipe = ::popen(command.c_str(), "r");
    Ran ran;
    char piece[4096];
    for (std::size_t got = 0; pipe && (got = ::fread(piece, 1, sizeof(piece), pipe)) > 0;)
        ran.output.append(piece, got);
    const int status = pipe ? ::pclose(pipe) : -1;
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

std::set<std::string> fingerprints(HttpsClient& client) {
    return jsonOf(client.request("GET", "/health")).at("phi_key_fingerprints").get<std::set<std::string>>();
}

/// Names in the day's schedule: wrong keys would show as a failed answer, never as other names.
std::set<std::string> names(HttpsClient& client, const SignedIn& who) {
    const auto answer = getAs(client, who, "/v1/appointments?date=2026-03-09");
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::set<std::string> found;
    if (answer.status != 200)
        return found;
    const auto body = jsonOf(answer); // outlives the loop over a part of it
    for (const auto& item : body.at("items"))
        found.insert(item.at("patient").at("display_name"));
    return found;
}

/// Who is found by the beginning of a name.
std::string foundBy(HttpsClient& client, const SignedIn& who, const std::string& beginning) {
    const auto ask = [&] {
        return postJson(client, "POST", "/v1/patients/search", {{"query", beginning}, {"limit", 20}},
                        who.headers());
    };
    auto answer = ask();
    for (; answer.status == 429; answer = ask()) // as often as one session may
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
}

class KeysE2e : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        server_ = std::make_unique<DemoServer>(
            std::vector<std::string>{"--repeat-window", "0", "--today", "2026-03-08"});
        desk_ = std::make_unique<SignedIn>(server_->signIn(server_->account("harborlane", "front_desk")));
    }
    static void TearDownTestSuite() {
        desk_.reset();
        server_.reset();
    }
    static inline std::unique_ptr<DemoServer> server_;
    static inline std::unique_ptr<SignedIn> desk_;
};

TEST_F(KeysE2e, aPracticesKeysAreReplacedWhileItsDesksWork) {
    auto client = server_->connect();
    const auto before = names(client, *desk_);
    ASSERT_FALSE(before.empty());
    const auto found = foundBy(client, *desk_, "silas testerman");
    ASSERT_NE(found.find("Testerman"), std::string::npos);
    std::atomic<bool> over{false};
    int reads = 0;
    std::thread working([&] {
        auto own = server_->connect();
        while (!over) {
            EXPECT_EQ(names(own, *desk_), before);
            EXPECT_EQ(foundBy(own, *desk_, "silas testerman"), found);
            ++reads;
        }
    });
    const auto ran = rotate(*server_, "--practice harborlane");
    over = true;
    working.join();
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_NE(ran.output.find("100 %"), std::string::npos) << ran.output;
    EXPECT_NE(ran.output.find("under version 2"), std::string::npos) << ran.output;
    EXPECT_GT(reads, 0);
    EXPECT_EQ(names(client, *desk_), before);
    EXPECT_EQ(foundBy(client, *desk_, "silas testerman"), found);
}

/// Another process rotates, and nothing but the search tells the one that answers it.
TEST_F(KeysE2e, aSearchMissesNobodyWhoseTokensAreUnderAKeyThatItHasNotHeardOf) {
    auto client = server_->connect();
    const auto desk = server_->signIn(server_->account("pinewood", "front_desk"));
    const auto found = foundBy(client, desk, "testerman");
    ASSERT_NE(found.find("Testerman"), std::string::npos);
    const auto ran = rotate(*server_, "--practice pinewood");
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(foundBy(client, desk, "testerman"), found);
}

/// Sealed anew by another process while the one that answers still has the keys from before.
TEST_F(KeysE2e, aReasonThatWasSealedAnewIsReadByWhoeverReviewsIt) {
    auto client = server_->connect();
    const auto provider = server_->signIn(server_->account("pinewood", "provider"));
    const auto owner = server_->signIn(server_->account("pinewood", "owner"));
    const std::string words = "Unwell in the waiting room, I need his sister's number";
    const auto opened = change(client, provider, "POST", "/v1/break-glass",
                               {{"family", "Nonesuchname"},
                                {"birth_date", "1961-07-08"},
                                {"category", "emergency"},
                                {"reason", words}});
    ASSERT_EQ(opened.status, 200) << opened.body;
    const auto reason = [&] {
        const auto answer = getAs(client, owner, "/v1/access-reviews/break-glass");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.status == 200 ? jsonOf(answer).at("items").at(0).at("reason") : json();
    };
    EXPECT_EQ(reason(), words);
    const auto ran = rotate(*server_, "--practice pinewood");
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(reason(), words);
}

TEST_F(KeysE2e, theKeyEncryptionKeyIsReplacedAndShowsItsFingerprint) {
    auto client = server_->connect();
    const auto before = fingerprints(client);
    const auto shown = names(client, *desk_);
    const auto ran = rotate(*server_, "--key-encryption");
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_NE(ran.output.find("under version 2"), std::string::npos) << ran.output;
    const auto after = fingerprints(client);
    EXPECT_EQ(after.size(), before.size() + 1);
    EXPECT_TRUE(std::any_of(after.begin(), after.end(),
                            [](const auto& line) { return line.starts_with("key-encryption-2:"); }));
    EXPECT_EQ(names(client, *desk_), shown);
}

TEST_F(KeysE2e, anUnknownPracticeIsRefused) {
    const auto ran = rotate(*server_, "--practice nowhere");
    EXPECT_EQ(ran.status, 1);
    EXPECT_NE(ran.output.find("no practice of that code"), std::string::npos) << ran.output;
}

/// At 80 % of what a person may open, and not before; nobody else, and not where nothing new is opened.
TEST_F(KeysE2e, whoComesNearTheLimitIsToldWithTheAnswer) {
    const Superuser superuser(*server_);
    (void)superuser.rows("insert into phi.opening_limit (tenant, patients, days) select id, 10, 10 "
                         "from practice.practice where code = 'pinewood'");
    const auto who = server_->signIn(server_->account("pinewood", "front_desk", 1));
    const auto other = server_->signIn(server_->account("pinewood", "manager"));
    auto client = server_->connect();
    const auto told = [](const HttpsAnswer& answer, int status = 200) {
        EXPECT_EQ(answer.status, status) << answer.body;
        const auto found = answer.headers.find("custos-opening-block");
        return found == answer.headers.end() ? "" : found->second;
    };
    const auto days = [&](const SignedIn& asking, const char* from, const char* to) {
        return getAs(client, asking, std::string("/v1/appointments?from=") + from + "&to=" + to);
    };
    // days: a list in which nobody stands
    EXPECT_EQ(told(days(who, "2031-01-01", "2031-01-07")), "");
    EXPECT_EQ(told(days(who, "2031-01-08", "2031-01-08")), "near"); // the eighth of ten
    EXPECT_EQ(told(days(who, "2031-01-09", "2031-01-10")), "near");
    EXPECT_EQ(told(days(who, "2031-01-01", "2031-01-10")), ""); // nothing new
    EXPECT_EQ(told(days(other, "2031-01-01", "2031-01-07")), "");
    // patients: read, refused, and found
    const auto patients =
        superuser.rows("select p.id from practice.patient p join practice.practice t "
                       "on t.id = p.tenant where t.code = 'pinewood' order by p.id limit 8");
    ASSERT_EQ(patients.size(), 8u);
    const auto open = [&](const std::string& id) { return getAs(client, who, "/v1/patients/" + id); };
    for (std::size_t n = 0; n < 7; ++n)
        EXPECT_EQ(told(open(patients[n][0])), "") << n;
    EXPECT_EQ(told(open(patients[7][0])), "near");
    EXPECT_EQ(told(open(patients[7][0])), "");
    EXPECT_EQ(told(open(randomUuid()), 404), "near");
    const auto changed =
        change(client, who, "PATCH", "/v1/patients/" + randomUuid(), {{"given", "Orla"}}, randomUuid(), 1);
    EXPECT_EQ(told(changed, 404), "");                // rolled back, and so not counted
    EXPECT_EQ(told(open(randomUuid()), 404), "near"); // the tenth
    const auto blocked = open(randomUuid());
    EXPECT_EQ(told(blocked, 403), "");
    EXPECT_EQ(jsonOf(blocked).at("code"), "opening_blocked");
    (void)superuser.rows("delete from phi.opening_limit");
}

TEST_F(KeysE2e, whoListsTooManyDaysIsStoppedUntilTheyShowAFactor) {
    const auto account = server_->account("harborlane", "front_desk", 1);
    auto who = server_->signIn(account);
    auto client = server_->connect();
    const auto six = [&](const char* from, const char* to) {
        return getAs(client, who, std::string("/v1/appointments?from=") + from + "&to=" + to);
    };
    EXPECT_EQ(six("2031-01-01", "2031-02-11").status, 200);
    const auto refused = six("2031-02-12", "2031-03-25");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(jsonOf(refused).at("code"), "opening_blocked");
    EXPECT_FALSE(refused.headers.at("audit-receipt").empty());
    // nothing else opens either, on another connection
    auto other = server_->connect();
    const auto search =
        postJson(other, "POST", "/v1/patients/search", {{"query", "test"}, {"limit", 20}}, who.headers());
    EXPECT_EQ(search.status, 403) << search.body;
    // having signed in just before is no factor shown since
    const auto early = other.request("POST", "/v1/session/lift-block", who.headers());
    EXPECT_EQ(early.status, 401) << early.body;
    EXPECT_EQ(jsonOf(early).at("code"), "step_up_required");
    const auto shown = postJson(other, "POST", "/v1/session/step-up",
                                {{"code", server_->nextCode(account.at("username"))}}, who.headers());
    ASSERT_EQ(shown.status, 200) << shown.body;
    who.token = jsonOf(shown).at("token");
    EXPECT_EQ(other.request("POST", "/v1/session/lift-block", who.headers()).status, 204);
    EXPECT_EQ(six("2031-02-12", "2031-03-25").status, 200);
}

// --- bait -------------------------------------------------------------------------------------------------

TEST(Bait, isLaidOutAndTellsWhoOpenedItAndNotWhoFoundIt) {
    const DemoServer server({"--bait", "2"}); // a demo's default
    const Superuser superuser(server);
    const auto desk = server.signIn(server.account("harborlane", "front_desk"));
    const auto id = desk.session["user"]["id"].get<std::string>();
    const auto caught = [&] {
        return superuser.value("select coalesce(string_agg(actor::text, ' '), 'nobody') "
                               "from access.incident where kind = 'honeypot_opened'");
    };
    const auto bait = [&] {
        return superuser.rows("select h.patient from phi.honeypot h "
                              "join practice.practice p on p.id = h.tenant where p.code = 'harborlane'");
    };
    ASSERT_TRUE(eventually([&] { return bait().size() == 2; }));
    auto client = server.connect();
    const auto day = jsonOf(getAs(client, desk, "/v1/appointments"));
    const auto real = day["items"].at(0)["patient"]["id"].get<std::string>();
    const auto first = bait().at(0).at(0);
    EXPECT_EQ(caught(), "nobody");
    // bait opens like anybody
    const auto answer = getAs(client, desk, "/v1/patients/" + first);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(eventually([&] { return caught() == id; })) << caught();
    // standing in a list is no opening, and neither is a real patient's
    const auto other = server.signIn(server.account("harborlane", "front_desk", 1));
    const auto found = postJson(client, "POST", "/v1/patients/search",
                                {{"query", jsonOf(answer)["family"]}, {"limit", 20}}, other.headers());
    ASSERT_EQ(found.status, 200);
    EXPECT_NE(found.body.find(first), std::string::npos);
    ASSERT_EQ(getAs(client, other, "/v1/patients/" + real).status, 200);
    std::this_thread::sleep_for(std::chrono::seconds(5)); // two rounds of detection
    EXPECT_EQ(caught(), id);
}

// --- the key in a token -----------------------------------------------------------------------------------

class TokenE2e : public ::testing::Test {
protected:
    TokenE2e() {
        if (::geteuid() == 0)
            token.giveTo("custosd");
    }
    [[nodiscard]] std::vector<std::string> arguments() const {
        return {"--key-module",   SoftToken::module, "--key-token",
                SoftToken::label, "--key-pin-file",  token.pinFile()};
    }
    SoftToken token;
};

TEST_F(TokenE2e, aServerMovesItsKeysIntoTheTokenAndOutlivesARestart) {
    DemoServer server(arguments());
    auto client = server.connect();
    auto desk = server.signIn(server.account("harborlane", "front_desk"));
    const auto before = names(client, desk);
    const auto ran = rotate(server, "--key-encryption");
    ASSERT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(names(client, desk), before);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.startAgain();
    auto again = server.connect();
    desk = server.signIn(server.account("harborlane", "front_desk"));
    EXPECT_EQ(names(again, desk), before);
    server.stop(SIGTERM);
    // another PIN: no start, and nothing is written anew
    token.writePin("13572468\n");
    EXPECT_THROW(server.startAgain(), std::runtime_error);
}

} // namespace
} // namespace custos::testing
