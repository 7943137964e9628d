#include "server/api/problem.h"

#include "server/http/message.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace custos::api {
namespace {

TEST(Problem, isTypedAndQuotable) {
    const auto id = ledger::randomUuid();
    const auto response = toResponse(
        {.kind = ProblemKind::Locked, .lockedUntil = ledger::UtcTime(std::chrono::seconds(60))}, id);
    EXPECT_EQ(response.status, 423);
    EXPECT_EQ(response.contentType, "application/problem+json");
    const auto body = nlohmann::json::parse(response.body);
    EXPECT_EQ(body["status"], 423);
    EXPECT_EQ(body["code"], "locked");
    EXPECT_EQ(body["id"], ledger::toText(id));
    EXPECT_EQ(body["locked_until"], "1970-01-01T00:01:00.000000Z");
    EXPECT_FALSE(body.contains("attempts_left"));
}

TEST(Problem, leavesOutThePatientUnlessOneIsNamed) {
    Problem problem{.kind = ProblemKind::TimeTaken, .obstacle = Obstacle{}};
    EXPECT_FALSE(nlohmann::json::parse(toResponse(problem, ledger::randomUuid()).body)["conflict"].contains(
        "patient"));
    problem.obstacle->patient = ledger::randomUuid();
    problem.obstacle->patientName = "Testerman, Silas";
    const auto body = nlohmann::json::parse(toResponse(problem, ledger::randomUuid()).body);
    EXPECT_EQ(body["conflict"]["patient"]["display_name"], "Testerman, Silas");
}

TEST(Problem, asksForABearerOnlyWhereOneHelps) {
    EXPECT_EQ(toResponse({.kind = ProblemKind::NotSignedIn}, ledger::randomUuid()).headers.at(0).first,
              "WWW-Authenticate");
    EXPECT_TRUE(toResponse({.kind = ProblemKind::Forbidden}, ledger::randomUuid()).headers.empty());
}

TEST(Problem, saysInRfc9470sWordsThatAFreshFactorIsNeeded) {
    const auto response = toResponse({.kind = ProblemKind::StepUpRequired}, ledger::randomUuid());
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "step_up_required");
    const auto& challenge = response.headers.at(0).second;
    EXPECT_NE(challenge.find(R"(error="insufficient_user_authentication")"), std::string::npos);
    EXPECT_NE(challenge.find(R"(max_age="300")"), std::string::npos);
}

} // namespace
} // namespace custos::api
