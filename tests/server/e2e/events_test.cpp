#include "tests/server/e2e/harm.h"
#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace custos::testing {
namespace {

using Clock = std::chrono::steady_clock;

HttpsAnswer askToListen(HttpsClient& client, const SignedIn& who) {
    client.sendRaw("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + who.token +
                   "\r\n\r\n");
    return client.readHead();
}

HttpsClient listenAs(const SignedIn& who) {
    auto client = sharedDemo().connect();
    if (askToListen(client, who).status != 200)
        throw std::runtime_error("no stream");
    return client;
}

std::string nextEvent(HttpsClient& client, const std::string& kind) {
    for (auto chunk = client.readChunk(); chunk; chunk = client.readChunk())
        if (chunk->find("event: " + kind + "\n") != std::string::npos)
            return *chunk;
    return {};
}

/// An event is sent, not asked for: it is heard about when the booking is answered. How long that takes is
/// the machine's, so it is measured beside the booking.
TEST(Events, reachAnotherDeskAtOnce) {
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
    const auto answered = Clock::now() - begin;
    ASSERT_EQ(booked.status, 201) << booked.body;
    const auto event = nextEvent(stream, "schedule");
    EXPECT_LT(Clock::now() - begin, std::max<Clock::duration>(std::chrono::seconds(1), 20 * answered));
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

/// What an event has to say, read as a client reads it.
nlohmann::json dataOf(const std::string& event) {
    const std::string mark = "data: ";
    const auto begin = event.find(mark) + mark.size();
    return nlohmann::json::parse(event.substr(begin, event.find('\n', begin) - begin));
}

/// Books a quarter of an hour with somebody, in a column; whose it is.
void bookWith(const SignedIn& who, const std::string& provider) {
    auto client = sharedDemo().connect();
    const auto slot =
        jsonOf(getAs(client, who, "/v1/openings?minutes=15&provider=" + provider))["items"].at(0);
    const auto found = jsonOf(postJson(client, "POST", "/v1/patients/search",
                                       {{"query", "mockridge"}, {"limit", 1}}, who.headers()));
    const auto booked = change(client, who, "POST", "/v1/appointments",
                               {{"patient_id", found["items"].at(0)["id"]},
                                {"provider_id", provider},
                                {"start", slot["start"]},
                                {"end", slot["end"]}});
    ASSERT_EQ(booked.status, 201) << booked.body;
}

std::vector<std::string> columnsOf(const SignedIn& who) {
    auto client = sharedDemo().connect();
    std::vector<std::string> ids;
    const auto answer = jsonOf(getAs(client, who, "/v1/providers"));
    for (const auto& provider : answer["items"])
        ids.push_back(provider["id"]);
    return ids;
}

/// Whatever else was heard before the event of one's own column would have been heard first: events keep
/// their order.
TEST(Events, nameADayAndAColumnToThoseWhoMaySeeItAndToNobodyElse) {
    const auto& mira = sharedSession("harborlane", "front_desk");
    const auto& doctor = sharedSession("harborlane", "provider");
    const auto& pinewoods = sharedSession("pinewood", "front_desk");
    const auto own = doctor.session["user"]["provider_id"].get<std::string>();
    auto others = columnsOf(mira);
    std::erase(others, own);
    ASSERT_FALSE(others.empty());
    const auto theirs = columnsOf(pinewoods).at(0);
    auto everything = listenAs(mira);
    auto ownOnly = listenAs(doctor);
    auto elsewhere = listenAs(pinewoods);
    bookWith(mira, others[0]);
    bookWith(mira, own);
    bookWith(pinewoods, theirs);
    EXPECT_EQ(dataOf(nextEvent(everything, "schedule"))["provider_id"], others[0]);
    EXPECT_EQ(dataOf(nextEvent(everything, "schedule"))["provider_id"], own);
    EXPECT_EQ(dataOf(nextEvent(elsewhere, "schedule"))["provider_id"], theirs);
    const auto heard = dataOf(nextEvent(ownOnly, "schedule"));
    EXPECT_EQ(heard["provider_id"], own);
    EXPECT_EQ(heard.size(), 2U) << heard;
    EXPECT_EQ(heard["date"].get<std::string>().size(), 10U);
}

/// A stream's last event and its end, within five seconds of `what`, which goes on in the database alone.
void endsWhen(const SignedIn& who, const std::string& what) {
    auto stream = listenAs(who);
    asSuperuser(sharedDemo(), what);
    const auto begin = Clock::now();
    EXPECT_NE(nextEvent(stream, "session").find("ended"), std::string::npos);
    EXPECT_FALSE(stream.readChunk());
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST(Events, endWithinFiveSecondsOfExpiryOrDisabling) {
    auto& demo = sharedDemo();
    const auto expiring = demo.signIn(demo.account("pinewood", "front_desk", 2));
    endsWhen(expiring, "update auth.session set absolute_expiry = now() where account = '" +
                           expiring.session["user"]["id"].get<std::string>() + "'");
    const auto idle = demo.signIn(demo.account("pinewood", "front_desk", 3));
    endsWhen(idle, "update auth.session set last_seen_at = now() - idle_limit where account = '" +
                       idle.session["user"]["id"].get<std::string>() + "'");
    const auto leaving = demo.signIn(demo.account("pinewood", "assistant"));
    endsWhen(leaving, "update auth.account set disabled_at = now() where id = '" +
                          leaving.session["user"]["id"].get<std::string>() + "'");
}

/// Whoever is given other roles hears no more of what these don't see; what they heard first afterwards was
/// booked when they had it back.
TEST(Events, stopWithinFiveSecondsOfLosingTheRole) {
    const auto& owner = sharedSession("pinewood", "owner");
    const auto& ruben = sharedSession("pinewood", "front_desk");
    const auto& hana = sharedSession("pinewood", "front_desk", 1);
    const auto giveHana = [&](const char* role) {
        auto client = sharedDemo().connect();
        const auto changed = change(client, owner, "PUT",
                                    "/v1/users/" + hana.session["user"]["id"].get<std::string>() + "/roles",
                                    {{"roles", {role}}});
        ASSERT_EQ(changed.status, 204) << changed.body;
        std::this_thread::sleep_for(std::chrono::milliseconds(4500));
    };
    const auto columns = columnsOf(ruben);
    auto rubens = listenAs(ruben);
    auto hanas = listenAs(hana);
    giveHana("biller");
    bookWith(ruben, columns.at(0));
    EXPECT_EQ(dataOf(nextEvent(rubens, "schedule"))["provider_id"], columns.at(0));
    giveHana("front_desk");
    bookWith(ruben, columns.at(1));
    EXPECT_EQ(dataOf(nextEvent(hanas, "schedule"))["provider_id"], columns.at(1));
}

/// One more of a person's, straight into the table: by a code somebody signs in once in half a minute.
SignedIn sessionOf(const nlohmann::json& account) {
    SignedIn session{.token = randomUuid(), .session = {}};
    std::erase(session.token, '-');
    session.token.resize(43, 'A');
    asSuperuser(sharedDemo(), "insert into auth.session (tenant, id, account, token_hash) "
                              "select tenant, gen_random_uuid(), id, sha256(decode('" +
                                  session.token + "=', 'base64')) from auth.account where username = '" +
                                  account["username"].get<std::string>() + "'");
    return session;
}

/// What the server's log says of a problem, by its id.
nlohmann::json logLineOf(const std::string& problem) {
    std::istringstream log(contentOf(sharedDemo().logPath()));
    for (std::string line; std::getline(log, line);)
        if (line.find(problem) != std::string::npos)
            return nlohmann::json::parse(line);
    return {};
}

/// The ninth is refused, in whichever session, and disturbs none of the eight; nor anybody else.
TEST(Events, areEightOfOnePersonOverAllOfTheirSessions) {
    const auto account = sharedDemo().account("harborlane", "front_desk", 5);
    const std::vector<SignedIn> sessions{sessionOf(account), sessionOf(account)};
    auto desk = sharedDemo().connect();
    const auto person = jsonOf(getAs(desk, sessions[0], "/v1/session")).at("user").at("id");
    std::vector<HttpsClient> streams;
    for (std::size_t n = 0; n < 8; ++n)
        streams.push_back(listenAs(sessions[n % sessions.size()]));
    for (const auto& session : sessions) {
        auto client = sharedDemo().connect();
        auto refused = askToListen(client, session);
        ASSERT_EQ(refused.status, 429);
        refused.body = client.readBody(refused);
        EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
        EXPECT_EQ(jsonOf(refused)["code"], "too_many_requests");
        EXPECT_EQ(refused.headers.at("retry-after"), "10");
        const auto line = logLineOf(jsonOf(refused)["id"]);
        EXPECT_EQ(line.at("event"), "request.refused");
        EXPECT_EQ(line.at("user"), person);
    }
    const auto& mira = sharedSession("harborlane", "front_desk");
    auto elsewhere = listenAs(mira);
    bookWith(mira, columnsOf(mira).at(0));
    EXPECT_NE(nextEvent(elsewhere, "schedule"), "");
    for (auto& stream : streams)
        EXPECT_NE(nextEvent(stream, "schedule"), "");

    streams.pop_back();
    const auto begin = Clock::now();
    EXPECT_TRUE(eventually([&] {
        auto client = sharedDemo().connect();
        if (askToListen(client, sessions[0]).status != 200)
            return false;
        streams.push_back(std::move(client));
        return true;
    }));
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5)); // before a comment finds out, every 15 s
    auto client = sharedDemo().connect();
    EXPECT_EQ(askToListen(client, sessions[0]).status, 429);
}

TEST(Events, areRefusedWithoutALiveSession) {
    auto client = sharedDemo().connect();
    EXPECT_EQ(
        client.request("GET", "/v1/events", {{"Authorization", "Bearer " + std::string(43, 'A')}}).status,
        401);
}

} // namespace
} // namespace custos::testing
