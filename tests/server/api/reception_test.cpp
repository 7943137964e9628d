#include "server/api/reception.h"

#include "server/log/log.h"
#include "tests/server/api/sending.h"

#include <gtest/gtest.h>

namespace custos::api {
namespace {

/// A reception behind which everything is answered with 200.
class ReceptionTest : public ::testing::Test {
protected:
    std::unique_ptr<Reception> receptionWith(CallLimits limits = {}) {
        return std::make_unique<Reception>(Reception::Parts{
            .description = description_,
            .log = log_,
            .forward =
                [this](const Endpoint& endpoint, const http::Request& request, http::Responder responder) {
                    operation_ = endpoint.operationId;
                    forwarded_.push_back(request);
                    responder.answer({.status = 200});
                },
            .keepAlive = [this](const std::string&) { ++keptAlive_; },
            .limits = limits});
    }

    http::Response ask(Reception& reception, const std::string& path, bool personal = false) {
        HeaderList headers;
        if (personal)
            headers.emplace_back("custos-activity", "user");
        return send(reception, http::Method::Get, path, "", std::move(headers));
    }

    http::Response send(Reception& reception, http::Method method, const std::string& path,
                        const std::string& body, HeaderList headers = {}) {
        return sendTo(
            [&](http::Request request, http::Responder responder) {
                reception.receive(std::move(request), std::move(responder));
            },
            method, path, body, std::move(headers));
    }

    static std::string codeIn(const http::Response& response) {
        return nlohmann::json::parse(response.body)["code"];
    }

    Description description_{Description::builtIn()};
    log::Log log_{-1};
    std::string operation_;
    std::vector<http::Request> forwarded_;
    std::atomic<int> keptAlive_ = 0;
};

TEST_F(ReceptionTest, throttlesASessionAndSaysUntilWhen) {
    const auto reception = receptionWith({.perSession = {.burst = 2, .perSecond = 0.1}});
    EXPECT_EQ(ask(*reception, "/v1/rooms").status, 200);
    EXPECT_EQ(ask(*reception, "/v1/rooms").status, 200);
    const auto refused = ask(*reception, "/v1/rooms");
    EXPECT_EQ(refused.status, 429);
    EXPECT_GE(nlohmann::json::parse(refused.body)["retry_after"], 1);
    EXPECT_EQ(send(*reception, http::Method::Delete, "/v1/session", "").status,
              200); // ending it is never refused
}

TEST_F(ReceptionTest, throttlesAnAddress) {
    const auto reception = receptionWith({.perAddress = {.burst = 1, .perSecond = 0.1}});
    EXPECT_EQ(ask(*reception, "/health").status, 200);
    EXPECT_EQ(ask(*reception, "/health").status, 429);
}

TEST_F(ReceptionTest, throttlesSearchingMoreThanReading) {
    const auto reception = receptionWith({.searchPerSession = {.burst = 1, .perSecond = 0.1}});
    const std::string query = R"({"query":"tes","limit":5})";
    EXPECT_EQ(send(*reception, http::Method::Post, "/v1/patients/search", query).status, 200);
    const auto refused = send(*reception, http::Method::Post, "/v1/patients/search", query);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(codeIn(refused), "too_many_requests");
    EXPECT_EQ(ask(*reception, "/v1/rooms").status, 200);
}

TEST_F(ReceptionTest, throttlesGuessingOfOneAddressMoreThanItsWork) {
    const auto reception = receptionWith({.signInPerAddress = {.burst = 1, .perSecond = 0.1}});
    const std::string guess = R"({"practice":"p","username":"u","password":"x"})";
    EXPECT_NE(send(*reception, http::Method::Post, "/v1/sign-in", guess).status, 429);
    EXPECT_EQ(send(*reception, http::Method::Post, "/v1/sign-in", guess).status, 429);
    const std::string code = R"({"challenge":")" + std::string(43, 'A') + R"(","code":"123456"})";
    EXPECT_EQ(send(*reception, http::Method::Post, "/v1/sign-in/totp", code).status, 429);
    const std::string opening = R"({"invitation":")" + std::string(43, 'A') + R"("})";
    EXPECT_EQ(send(*reception, http::Method::Post, "/v1/invitations/open", opening).status, 429);
    EXPECT_EQ(ask(*reception, "/v1/rooms").status, 200);
}

TEST_F(ReceptionTest, keepsASessionAliveForAPersonsOwnActsAlone) {
    const auto reception = receptionWith();
    (void)ask(*reception, "/v1/rooms");
    EXPECT_EQ(keptAlive_, 0);
    (void)ask(*reception, "/v1/rooms", true);
    (void)ask(*reception, "/v1/rooms", true);
    EXPECT_EQ(keptAlive_, 1); // not at every request
}

TEST_F(ReceptionTest, keepsNoSessionAliveForWhoMayBeGuessing) {
    const auto reception = receptionWith();
    const HeaderList acting{{"custos-activity", "user"}};
    for (const auto& [path, body] : {std::pair("/v1/session/unlock", R"({"password":"a guess"})"),
                                     std::pair("/v1/session/step-up", R"({"code":"000000"})")})
        EXPECT_EQ(send(*reception, http::Method::Post, path, body, acting).status, 200);
    EXPECT_EQ(keptAlive_, 0);
    (void)ask(*reception, "/v1/rooms", true);
    EXPECT_EQ(keptAlive_, 1);
}

TEST_F(ReceptionTest, leavesShowingAFactorToWhoLooksAtIt) {
    EXPECT_THROW(Description(R"({"paths": {"/v1/guess": {"post": {
        "operationId": "guess", "security": [{"session": []}], "x-shows-factor": true}}}})"),
                 std::runtime_error);
}

TEST_F(ReceptionTest, sendsNothingOnThatTheDescriptionDoesNotAllow) {
    const auto reception = receptionWith();
    EXPECT_EQ(
        send(*reception, http::Method::Post, "/v1/patients/search", R"({"query":"tes","limit":5,"x":1})")
            .status,
        400);
    EXPECT_EQ(ask(*reception, "/v1/nowhere").status, 404);
    EXPECT_TRUE(forwarded_.empty());
}

TEST_F(ReceptionTest, writesAfreshWhatGoesFurther) {
    const auto reception = receptionWith();
    const HeaderList strange{
        {"x-forwarded-for", "192.0.2.1"}, {"cookie", "a=b"}, {"custos-activity", "robot"}};
    (void)send(*reception, http::Method::Post, "/v1/patients/search",
               "{ \"limit\" : 5,\n \"query\" : \"te\\u0073\" }", strange);
    ASSERT_EQ(forwarded_.size(), 1U);
    const auto& request = forwarded_.front();
    EXPECT_EQ(request.body, R"({"limit":5,"query":"tes"})");
    EXPECT_EQ(request.headers, (HeaderList{{"authorization", "Bearer " + std::string(43, 'A')},
                                           {"content-type", "application/json"}}));
    EXPECT_EQ(request.address, "127.0.0.1");
    EXPECT_EQ(operation_, "searchPatients");
}

TEST_F(ReceptionTest, sendsOnWhatReadsAsTheSameCall) {
    const std::string id = "00000000-0000-4000-8000-000000000001";
    const Door door(description_);
    const http::Request request{.method = http::Method::Patch,
                                .path = "/v1/appointments/" + id,
                                .headers = {{"authorization", "Bearer " + std::string(43, 'A')},
                                            {"content-type", "application/json; charset=utf-8"},
                                            {"idempotency-key", "00000000-0000-4000-8000-000000000002"},
                                            {"if-match", "\"7\""},
                                            {"custos-activity", "user"}},
                                .body = R"( { "status" : "arrived" } )"};
    const auto first = door.admit(request);
    ASSERT_TRUE(first);
    const auto again = door.admit(rewritten(*first, request.method, request.path));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->fingerprint, first->fingerprint);
    EXPECT_EQ(again->token, first->token);
    EXPECT_EQ(again->personal, first->personal);
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->key, first->key);
    EXPECT_EQ(again->version, first->version);
    EXPECT_EQ(again->body, first->body);
}

} // namespace
} // namespace custos::api
