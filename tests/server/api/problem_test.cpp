#include "server/api/problem.h"

#include "server/http/message.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace custos::api {
namespace {

TEST(Problem, isTypedAndQuotable) {
    const auto id = newUuid();
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
    EXPECT_FALSE(nlohmann::json::parse(toResponse(problem, newUuid()).body)["conflict"].contains("patient"));
    problem.obstacle->patient = newUuid();
    problem.obstacle->patientName = "Testerman, Silas";
    const auto body = nlohmann::json::parse(toResponse(problem, newUuid()).body);
    EXPECT_EQ(body["conflict"]["patient"]["display_name"], "Testerman, Silas");
}

TEST(Problem, asksForABearerOnlyWhereOneHelps) {
    EXPECT_EQ(toResponse({.kind = ProblemKind::NotSignedIn}, newUuid()).headers.at(0).first,
              "WWW-Authenticate");
    EXPECT_TRUE(toResponse({.kind = ProblemKind::Forbidden}, newUuid()).headers.empty());
}

TEST(Uuid, isRandomVersion4) {
    const auto text = ledger::toText(newUuid());
    EXPECT_EQ(text[14], '4');
    EXPECT_TRUE(std::string("89ab").find(text[19]) != std::string::npos);
    EXPECT_NE(newUuid(), newUuid());
}

} // namespace
} // namespace custos::api
