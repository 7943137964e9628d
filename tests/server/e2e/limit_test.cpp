// What one client, or one person, may ask of the server, while fifty ask at once.

#include "tests/server/e2e/harm.h"
#include "tests/support/superuser.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>

namespace custos::testing {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr int clients = 50;
constexpr int requestsEach = 8;

struct Tally {
    std::atomic<int> refused = 0;
    std::atomic<int> taken = 0;
    double seconds = 0;
};

class Limits : public ::testing::Test {
protected:
    /// Few enough that a test can use them up.
    static DemoServer& server() {
        static DemoServer own({"--request-rate", "12"});
        return own;
    }
    static const SignedIn& mira() {
        static const SignedIn session = server().signIn(server().account("harborlane", "front_desk"));
        return session;
    }

    static void expectTyped(const HttpsAnswer& answer, int status, const std::string& code) {
        ASSERT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
        EXPECT_EQ(jsonOf(answer)["code"], code);
        EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
    }

    /// Whoever is still being answered when the client stops waiting was taken, too.
    static void count(Tally& tally, HttpsClient& connection, const std::string& from,
                      const std::function<HttpsAnswer()>& ask) {
        try {
            const auto answer = ask();
            if (answer.status != 429) {
                ++tally.taken;
                return;
            }
            expectTyped(answer, 429, "too_many_requests");
            EXPECT_GE(jsonOf(answer)["retry_after"].get<int>(), 1);
            ++tally.refused;
        } catch (const std::exception&) {
            ++tally.taken;
            connection = server().connect(from);
        }
    }

    using Ask = std::function<HttpsAnswer(HttpsClient&, int number)>;
    /// The address of a client's computer; empty: they all work at the same one.
    using From = std::function<std::string(int client)>;

    /// The same of fifty clients on connections of their own, all ready before any begins.
    static std::unique_ptr<Tally> fifty(
        const Ask& ask, const From& from = [](int) { return std::string(); }) {
        auto tally = std::make_unique<Tally>();
        std::latch ready(clients);
        std::vector<std::thread> threads;
        const auto begin = Clock::now();
        for (int client = 0; client < clients; ++client)
            threads.emplace_back([&, client] {
                auto connection = server().connect(from(client));
                ready.arrive_and_wait();
                for (int i = 0; i < requestsEach; ++i)
                    count(*tally, connection, from(client),
                          [&] { return ask(connection, client * requestsEach + i); });
            });
        for (auto& thread : threads)
            thread.join();
        tally->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        return tally;
    }

    static std::string itsOwn(int client) { return "127.0.1." + std::to_string(client + 1); }

    /// Of one person. Into the table: by a code somebody signs in once in half a minute.
    static std::vector<SignedIn> sessionsOf(const nlohmann::json& account, std::size_t count) {
        const Superuser superuser(server());
        std::vector<SignedIn> sessions(count);
        for (auto& session : sessions) {
            session.token = randomUuid();
            std::erase(session.token, '-');
            session.token.resize(43, 'A');
            (void)superuser.rows(
                "insert into auth.session (tenant, id, account, token_hash) "
                "select tenant, gen_random_uuid(), id, sha256(decode($2::text || '=', 'base64')) "
                "from auth.account where username = $1",
                {account["username"].get<std::string>(), session.token});
        }
        return sessions;
    }

    /// No more than a burst and what time has brought since.
    static void expectWithin(const Tally& tally, double burst, double perSecond) {
        EXPECT_EQ(tally.taken + tally.refused, clients * requestsEach);
        EXPECT_LE(tally.taken, burst + perSecond * tally.seconds + 1) << tally.seconds << " s";
        EXPECT_GT(tally.taken, 0);
        EXPECT_GT(tally.refused, 0);
    }

    /// So that what one test has used up is no other test's lack.
    void TearDown() override {
        EXPECT_TRUE(eventually([] {
            auto client = server().connect();
            std::this_thread::sleep_for(std::chrono::seconds(1));
            return getAs(client, mira(), "/v1/rooms").status == 200;
        }));
    }
};

TEST_F(Limits, holdForPatientRecordsAndSchedulesUnderFiftyClients) {
    (void)mira();
    const auto tally =
        fifty([](HttpsClient& client, int) { return getAs(client, mira(), "/v1/appointments"); });
    expectWithin(*tally, 4 * 12, 12);
}

TEST_F(Limits, holdForSearchingUnderFiftyClients) {
    (void)mira();
    const auto tally = fifty([](HttpsClient& client, int) {
        return postJson(client, "POST", "/v1/patients/search", {{"query", "testerman"}, {"limit", 1}},
                        mira().headers());
    });
    expectWithin(*tally, 30, 5);
}

/// At eight desks of their own: no session and no address comes to its limit.
TEST_F(Limits, holdForAPersonOfManySessionsUnderFiftyClients) {
    const auto sessions = sessionsOf(server().account("harborlane", "front_desk", 1), 8);
    const auto colleague = sessionsOf(server().account("harborlane", "front_desk", 2), 1).front();
    const auto owner = server().signIn(server().account("harborlane", "owner"));
    auto apart = server().connect("127.0.2.1");
    const auto made = postJson(apart, "POST", "/v1/service-accounts",
                               {{"name", "Recall letters"},
                                {"permissions", {"schedule.read"}},
                                {"per_minute", 6000},
                                {"valid_days", 1}},
                               owner.headers());
    ASSERT_EQ(made.status, 200) << made.body;
    const SignedIn program{.token = jsonOf(made)["key"], .session = {}};
    std::vector<int> others;
    std::atomic<bool> over = false;
    std::thread beside([&] {
        for (int n = 0; n < 20 || (!over && n < 40); ++n)
            for (const auto* who : {&colleague, &program})
                others.push_back(getAs(apart, *who, "/v1/rooms").status);
    });
    const auto tally = fifty(
        [&](HttpsClient& client, int number) {
            return getAs(client, sessions[std::size_t(number) % sessions.size()], "/v1/rooms");
        },
        &itsOwn);
    over = true;
    beside.join();
    expectWithin(*tally, 8 * 12, 2 * 12);
    EXPECT_EQ(std::count(others.begin(), others.end(), 200), std::ssize(others));
}

TEST_F(Limits, holdForSearchingInManySessionsUnderFiftyClients) {
    const auto sessions = sessionsOf(server().account("harborlane", "front_desk", 3), 8);
    const auto tally = fifty(
        [&](HttpsClient& client, int number) {
            return postJson(client, "POST", "/v1/patients/search", {{"query", "testerman"}, {"limit", 1}},
                            sessions[std::size_t(number) % sessions.size()].headers());
        },
        &itsOwn);
    expectWithin(*tally, 60, 10);
}

/// Whose calls are forbidden is known, and they cost an entry each: they are counted like any other.
TEST_F(Limits, holdForWhatAPersonMayNotUnderFiftyClients) {
    const auto sessions = sessionsOf(server().account("harborlane", "front_desk", 4), 8);
    const auto tally = fifty(
        [&](HttpsClient& client, int number) {
            auto answer = getAs(client, sessions[std::size_t(number) % sessions.size()], "/v1/incidents");
            if (answer.status != 429)
                expectTyped(answer, 403, "forbidden");
            return answer;
        },
        &itsOwn);
    expectWithin(*tally, 8 * 12, 2 * 12);
}

TEST_F(Limits, holdForSizeUnderFiftyClients) {
    (void)mira();
    auto headers = mira().headers();
    headers.emplace_back("Content-Type", "application/json");
    const std::string large(300 * 1024, ' ');
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i)
        threads.emplace_back([&] {
            auto client = server().connect();
            expectTyped(client.request("POST", "/v1/patients/search", headers, large), 413, "body_too_large");
            ++refused;
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(refused, clients);
}

TEST_F(Limits, holdForDepthUnderFiftyClients) {
    (void)mira();
    auto headers = mira().headers();
    headers.emplace_back("Content-Type", "application/json");
    const auto deep = R"({"query":)" + std::string(200, '[');
    const auto tally = fifty([&](HttpsClient& client, int) {
        auto answer = client.request("POST", "/v1/patients/search", headers, deep);
        if (answer.status != 429)
            expectTyped(answer, 400, "malformed_body");
        return answer;
    });
    EXPECT_GT(tally->taken, 0);
}

/// The last, because an address that has guessed so much signs nobody in for a while.
TEST_F(Limits, holdForSigningInUnderFiftyClients) {
    (void)mira();
    const auto tally = fifty([](HttpsClient& client, int number) {
        return postJson(client, "POST", "/v1/sign-in",
                        {{"practice", "harborlane"},
                         {"username", "nobody" + std::to_string(number)},
                         {"password", "synthetic guess"}});
    });
    expectWithin(*tally, 40, 1);
}

} // namespace
} // namespace custos::testing
