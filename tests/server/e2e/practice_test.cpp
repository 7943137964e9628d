// An installed server from its first start to a practice that works, as an operator and its people see it.

#include "ledger/entry.h"
#include "tests/server/e2e/shared_demo.h"
#include "tests/support/served_server.h"

#include <gtest/gtest.h>

#include <liboath/oath.h>

#include <algorithm>
#include <ctime>
#include <regex>
#include <sstream>

namespace custos::testing {
namespace {

std::string fileContent(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
}

std::string match(const std::string& text, const char* pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? found.str() : "";
}

std::string invitationIn(const Ran& ran) {
    return match(ran.output, "[A-Za-z0-9_-]{43}\n").substr(0, 43);
}

/// The code that an authenticator shows which was given the offer, so many steps of 30 s from now.
std::string codeOf(const std::string& offer, int stepsAhead) {
    const auto base32 = match(offer, "secret=[A-Z2-7]+").substr(7);
    char* seed = nullptr;
    std::size_t size = 0;
    char code[7] = {};
    if (oath_base32_decode(base32.data(), base32.size(), &seed, &size) != OATH_OK ||
        oath_totp_generate(seed, size, std::time(nullptr) + 30 * stepsAhead, 30, 0, 6, code) != OATH_OK)
        throw std::runtime_error("no code");
    std::free(seed);
    return code;
}

/// From the invitation to a session.
SignedIn enrolAndSignIn(HttpsClient& client, const std::string& invitation, const std::string& practice,
                        const std::string& username) {
    constexpr const char* password = "seven purple anchors drift";
    const auto offer = postJson(client, "POST", "/v1/invitations/open", {{"invitation", invitation}});
    EXPECT_EQ(offer.status, 200) << offer.body;
    const auto accepted =
        postJson(client, "POST", "/v1/invitations/accept",
                 {{"invitation", invitation}, {"password", password}, {"code", codeOf(offer.body, 0)}});
    EXPECT_EQ(accepted.status, 200) << accepted.body;
    const auto first = postJson(client, "POST", "/v1/sign-in",
                                {{"practice", practice}, {"username", username}, {"password", password}});
    EXPECT_EQ(first.status, 200) << first.body;
    const auto second =
        postJson(client, "POST", "/v1/sign-in/totp",
                 {{"challenge", jsonOf(first).at("challenge")}, {"code", codeOf(offer.body, 1)}});
    EXPECT_EQ(second.status, 200) << second.body;
    return {.token = jsonOf(second).at("token"), .session = jsonOf(second)};
}

class PracticeE2e : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        server_ = std::make_unique<ServedServer>(std::vector<std::string>{"--name", "reception.example"});
        made_ = server_->say({"practice",        "create",      "harbor",
                              "--name",          "Harbor Lane", "--time-zone",
                              "America/Chicago", "--provider",  "Dr. Mockridge",
                              "--room",          "Exam 1",      "--visit-type",
                              "Check-up=20",     "--hours",     "00:00-23:59",
                              "--owner",         "ada",         "--owner-name",
                              "Ada Exemplar",    "--enrolment", server_->beside("harbor.custos").string()});
    }
    static void TearDownTestSuite() { server_.reset(); }

    static inline std::unique_ptr<ServedServer> server_;
    static inline Ran made_;
};

TEST_F(PracticeE2e, startsOnlyFromKeysThatWereHandedOver) {
    EXPECT_NE(server_->initialisation().output.find("Recovery key: "), std::string::npos);
    EXPECT_NE(server_->initialisation().output.find("PRIVATE KEY"), std::string::npos);
    EXPECT_EQ(server_->log().find("PRIVATE KEY"), std::string::npos);
    EXPECT_EQ(server_->log().find("Recovery"), std::string::npos);
    const ServerData elsewhere;
    const auto serve =
        run({CUSTOSD_PATH, "serve", "--data", elsewhere.directory().string(), "--listen", "127.0.0.1:0"});
    EXPECT_EQ(serve.status, 1);
    EXPECT_NE(serve.output.find("custosd init"), std::string::npos) << serve.output;
}

TEST_F(PracticeE2e, isMadeOnceAndWritesAnEnrolmentFileWithTheFingerprintThatIsPrinted) {
    ASSERT_EQ(made_.status, 0) << made_.output;
    const auto path = server_->beside("harbor.custos");
    const auto file = nlohmann::json::parse(fileContent(path));
    EXPECT_EQ(file.at("practice").at("code"), "harbor");
    EXPECT_EQ(file.at("practice").at("name"), "Harbor Lane");
    EXPECT_EQ(file.at("addresses").size(), 1u);
    EXPECT_TRUE(file.at("addresses")[0].get<std::string>().starts_with("https://reception.example:"));
    EXPECT_EQ(file.at("pins")[0], server_->connect().leafSpkiSha256());
    auto printed = match(made_.output, "([0-9A-F]{4} ){15}[0-9A-F]{4}");
    std::erase(printed, ' ');
    std::transform(printed.begin(), printed.end(), printed.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    EXPECT_TRUE(run({"/usr/bin/sha256sum", path.string()}).output.starts_with(printed)) << made_.output;

    const auto again =
        server_->say({"practice", "create", "harbor", "--name", "Other", "--time-zone", "UTC", "--owner",
                      "eve", "--owner-name", "Eve", "--enrolment", server_->beside("other.custos").string()});
    EXPECT_EQ(again.status, 1);
    EXPECT_NE(again.output.find("there is a practice of that code already"), std::string::npos)
        << again.output;
    EXPECT_FALSE(std::filesystem::exists(server_->beside("other.custos")));
    const auto over = server_->say({"practice", "create", "second", "--name", "Other", "--time-zone", "UTC",
                                    "--owner", "eve", "--owner-name", "Eve", "--enrolment", path.string()});
    EXPECT_EQ(over.status, 1);
    EXPECT_NE(over.output.find("is there already"), std::string::npos) << over.output;
}

TEST_F(PracticeE2e, letsItsOwnerInAndWorks) {
    const auto invitation = invitationIn(made_);
    auto client = server_->connect();
    const auto owner = enrolAndSignIn(client, invitation, "harbor", "ada");
    EXPECT_EQ(postJson(client, "POST", "/v1/invitations/open", {{"invitation", invitation}}).status, 401);
    EXPECT_EQ(owner.session.at("practice").at("time_zone"), "America/Chicago") << owner.session.dump();
    EXPECT_NE(getAs(client, owner, "/v1/providers").body.find("Dr. Mockridge"), std::string::npos);

    const auto types = getAs(client, owner, "/v1/visit-types");
    EXPECT_NE(types.body.find("Check-up"), std::string::npos) << types.body;
    const auto patient =
        change(client, owner, "POST", "/v1/patients", {{"given", "Nora"}, {"family", "Testerman"}});
    ASSERT_EQ(patient.status, 201) << patient.body;
    const auto found =
        postJson(client, "POST", "/v1/patients/search", {{"query", "tester"}, {"limit", 5}}, owner.headers());
    EXPECT_NE(found.body.find("Testerman"), std::string::npos) << found.body;
    const auto openings = getAs(client, owner, "/v1/openings?minutes=20");
    EXPECT_EQ(openings.status, 200) << openings.body;
    EXPECT_FALSE(jsonOf(openings).at("items").empty()) << openings.body;
    // strangers are told what they are told anywhere
    EXPECT_EQ(postJson(client, "POST", "/v1/sign-in",
                       {{"practice", "nowhere"}, {"username", "ada"}, {"password", "guess guess guess"}})
                  .status,
              401);

    const auto invited = server_->say(
        {"practice", "invite", "harbor", "--user", "mira", "--name", "Mira Mock", "--role", "front_desk"});
    ASSERT_EQ(invited.status, 0) << invited.output;
    const auto desk = enrolAndSignIn(client, invitationIn(invited), "harbor", "mira");
    EXPECT_EQ(getAs(client, desk, "/v1/appointments").status, 200);
    const auto twice = server_->say({"practice", "invite", "harbor", "--user", "mira"});
    EXPECT_EQ(twice.status, 1);
    EXPECT_NE(twice.output.find("has enrolled already"), std::string::npos) << twice.output;

    std::set<std::string> actions;
    const auto trail = postJson(client, "POST", "/v1/audit/search", {{"limit", 100}}, owner.headers());
    const auto entries = jsonOf(trail);
    for (const auto& item : entries.at("items"))
        if (const auto entry = ledger::decode(*ledger::fromBase64(item.at("entry").get<std::string>())))
            actions.insert(std::string(ledger::name(entry->fields().action).value_or("")));
    for (const char* action : {"practice.create", "account.create", "account.invite", "invitation.accept"})
        EXPECT_TRUE(actions.contains(action)) << action << "\n" << trail.body;
    const auto newest = jsonOf(postJson(client, "POST", "/v1/audit/search", {{"limit", 1}}, owner.headers()));
    EXPECT_EQ(newest.at("items").size(), 1U);
    EXPECT_TRUE(newest.at("more").get<bool>());
    for (const auto& secret : {invitation, invitationIn(invited)})
        EXPECT_EQ(server_->log().find(secret), std::string::npos);
}

} // namespace
} // namespace custos::testing
