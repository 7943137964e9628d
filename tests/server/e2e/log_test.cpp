// What people type goes through every way into the server, and through everything that can fail, and is then
// looked for in all that the server leaves behind.

#include "tests/server/e2e/harm.h"
#include "tests/server/e2e/traces.h"
#include "tests/support/processes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <tuple>

namespace custos::testing {
namespace {

using nlohmann::json;

/// A name, a phone number, a member ID and a reason that nobody else has, in forms that pass no redactor by
/// being unusual: what is found, leaked.
const std::vector<std::string> typed{"Quillfeather", "(207) 555-0187", "MBR-4471-QX",
                                     "sentinel rash on both hands"};

json description() {
    return json::parse(contentOf(CUSTOS_SOURCE_DIR "/server/api/openapi.json"));
}

/// The value with every text replaced.
json withTexts(const json& value, const std::string& text) {
    if (value.is_string())
        return text;
    if (!value.is_structured())
        return value;
    json changed = value;
    for (auto& member : changed)
        member = withTexts(member, text);
    return changed;
}

/// Bodies that a call takes, as its examples have them; an object of one unknown member where it has none.
std::vector<json> bodiesFor(const json& operation) {
    std::vector<json> bodies{json::object()};
    const auto content =
        operation.value("/requestBody/content/application~1json"_json_pointer, json::object());
    if (content.contains("example"))
        bodies.push_back(content["example"]);
    for (const auto& named : content.value("examples", json::object()))
        bodies.push_back(named["value"]);
    return bodies;
}

std::string percentEncoded(const std::string& text) {
    std::string encoded;
    for (const char c : text) {
        static constexpr char digits[] = "0123456789ABCDEF";
        encoded += '%';
        encoded += digits[static_cast<unsigned char>(c) >> 4];
        encoded += digits[static_cast<unsigned char>(c) & 15];
    }
    return encoded;
}

class Logs : public ::testing::Test {
protected:
    static DemoServer& server() {
        wantCores();
        static DemoServer own;
        return own;
    }
    static const SignedIn& mira() {
        static const SignedIn session = server().signIn(server().account("harborlane", "front_desk"));
        return session;
    }

    /// On a connection of its own, because some of it ends one.
    static void send(const std::string& method, const std::string& path, HttpsClient::Headers headers,
                     const std::string& body) {
        auto client = server().connect();
        try {
            (void)client.request(method, path, headers, body);
        } catch (const std::exception&) {
            ++cutOff_; // as it may be, for what no client would send
        }
    }

    static HttpsClient::Headers jsonHeaders() {
        auto headers = mira().headers();
        headers.emplace_back("Content-Type", "application/json");
        headers.emplace_back("Idempotency-Key", randomUuid());
        headers.emplace_back("If-Match", "\"1\"");
        return headers;
    }

    /// Through one call: body, path, query, headers, the token, and bytes that are no request.
    static void pushThrough(const std::string& method, std::string path, const json& operation,
                            const std::string& text) {
        auto filled = path;
        for (auto at = filled.find('{'); at != std::string::npos; at = filled.find('{'))
            filled.replace(at, filled.find('}') - at + 1, percentEncoded(text));
        for (const auto& body : bodiesFor(operation)) {
            send(method, filled, jsonHeaders(), withTexts(body, text).dump());
            auto unknown = body;
            unknown[text] = text;
            send(method, filled, jsonHeaders(), unknown.dump());
        }
        send(method, filled, jsonHeaders(), "{\"query\": \"" + text);
        send(method,
             filled + "?" + percentEncoded(text) + "=" + percentEncoded(text) +
                 "&date=" + percentEncoded(text),
             mira().headers(), "");
        send(method, filled,
             {{"Authorization", "Bearer " + text},
              {"Idempotency-Key", text},
              {"If-Match", text},
              {"Custos-Activity", text},
              {"Content-Type", text},
              {"Content-Encoding", text},
              {"X-" + std::string("Anything"), text}},
             text);
    }

    static inline int cutOff_ = 0;
};

TEST_F(Logs, haveNothingOfWhatIsTypedWhateverWayItComesIn) {
    (void)mira();
    int calls = 0;
    const auto described = description();
    for (const auto& [path, methods] : described["paths"].items())
        for (const auto& [method, operation] : methods.items()) {
            if (path == "/v1/events" || path == "/v1/session" || !operation.is_object())
                continue; // a stream; and what would end the session that the others need
            auto upper = method;
            std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return char(c & ~32); });
            for (const auto& text : typed)
                pushThrough(upper, path, operation, text);
            ++calls;
        }
    EXPECT_GT(calls, 30);
    for (const auto& text : typed) {
        auto client = server().connect();
        client.sendRaw(text + " / HTTP/9.9\r\n" + text + "\r\n\r\n");
        send("POST", "/v1/sign-in", {{"Content-Type", "application/json"}},
             json{{"practice", text}, {"username", text}, {"password", text}}.dump());
        send("POST", "/v1/sign-in", {{"Content-Type", "application/json"}},
             json{{"practice", "harborlane"}, {"username", text}, {"password", text}}.dump());
    }
    const auto log = contentOf(server().logPath());
    EXPECT_GT(std::count(log.begin(), log.end(), '\n'), 500) << "there are lines to search";
    EXPECT_EQ(foundIn(server(), typed), std::set<std::string>());
}

/// What is valid goes further: sealed, searched for, met by conflicts, repeated, refused by the database.
TEST_F(Logs, haveNothingOfWhatIsAccepted) {
    auto client = server().connect();
    const auto& [name, phone, member, reason] = std::tie(typed[0], typed[1], typed[2], typed[3]);
    const auto registered = change(client, mira(), "POST", "/v1/patients",
                                   {{"given", name},
                                    {"family", name},
                                    {"phone", phone},
                                    {"birth_date", "1961-07-23"},
                                    {"email", member + "@example.com"},
                                    {"address", reason},
                                    {"interpreter", name},
                                    {"access_needs", "Insured as " + member}});
    ASSERT_EQ(registered.status, 201) << registered.body;
    const auto patient = jsonOf(registered)["id"].get<std::string>();
    for (const auto& query : typed)
        EXPECT_EQ(postJson(client, "POST", "/v1/patients/search", {{"query", query}, {"limit", 5}},
                           mira().headers())
                      .status,
                  200);
    const auto slot = jsonOf(getAs(client, mira(), "/v1/openings?minutes=15"))["items"].at(0);
    const json visit{{"patient_id", patient},          {"provider_id", slot["provider_id"]},
                     {"start", slot["start"]},         {"end", slot["end"]},
                     {"reason", reason + ", " + name}, {"note", "Call " + phone + " about " + member}};
    const auto key = randomUuid();
    const auto booked = change(client, mira(), "POST", "/v1/appointments", visit, key);
    ASSERT_EQ(booked.status, 201) << booked.body;
    EXPECT_EQ(change(client, mira(), "POST", "/v1/appointments", visit, key).status, 201); // a repeat
    EXPECT_EQ(change(client, mira(), "POST", "/v1/appointments", visit).status, 409);      // a conflict
    auto other = visit;
    other["note"] = member;
    EXPECT_EQ(change(client, mira(), "POST", "/v1/appointments", other, key).status, 422);
    const auto path = "/v1/appointments/" + jsonOf(booked)["id"].get<std::string>();
    EXPECT_EQ(change(client, mira(), "PATCH", path, {{"reason", reason}}, randomUuid(), 7).status, 412);
    EXPECT_EQ(change(client, mira(), "PATCH", path, {{"note", member + " " + phone}}, randomUuid(), 1).status,
              200);
    EXPECT_EQ(change(client, mira(), "PATCH", path,
                     {{"status", "cancelled"}, {"cancellation_reason", reason + " " + name}}, randomUuid(), 2)
                  .status,
              200);
    EXPECT_NE(getAs(client, mira(), path).body.find(reason), std::string::npos); // it is there, and sealed
    asSuperuser(server(), "checkpoint");
    EXPECT_EQ(foundIn(server(), typed), std::set<std::string>());
}

TEST_F(Logs, haveNothingOfWhatADatabaseThatDiesWasAskedTo) {
    (void)mira();
    const auto postmaster = childrenOf(server().processId()).at("postgres");
    bool killed = false;
    for (int i = 0; i < 40; ++i) {
        auto client = server().connect();
        try {
            (void)change(client, mira(), "POST", "/v1/patients",
                         {{"given", typed[0]},
                          {"family", typed[0]},
                          {"phone", typed[1]},
                          {"birth_date", "1961-07-23"}});
        } catch (const std::exception&) {
            ++cutOff_;
        }
        if (i % 10 != 5)
            continue;
        // A backend that crashes is the case in which PostgreSQL writes down what it was doing.
        for (const auto backend : allChildrenOf(postmaster))
            if (procFile(backend, "cmdline").find("custos_api") != std::string::npos)
                killed = ::kill(backend, SIGSEGV) == 0 || killed;
    }
    EXPECT_TRUE(killed);
    EXPECT_TRUE(eventually([] {
        auto client = server().connect();
        return getAs(client, mira(), "/v1/rooms").status == 200;
    }));
    const auto log = contentOf(server().dataDirectory() / "postgres.log");
    EXPECT_NE(log.find("was terminated by signal 11"), std::string::npos) << log;
    EXPECT_EQ(foundIn(server(), typed), std::set<std::string>());
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::canonical(server().dataDirectory())))
        EXPECT_FALSE(entry.path().filename().string().starts_with("core")) << entry.path();
}

/// The search finds what is there to be found: in a log, in each of its spellings.
TEST_F(Logs, wouldShowAPlantedName) {
    std::ofstream(server().logPath(), std::ios::app) << "planted: " << typed[0] << "\n";
    EXPECT_EQ(foundIn(server(), typed), std::set<std::string>{typed[0] + " in custosd.log"});
}

} // namespace
} // namespace custos::testing
