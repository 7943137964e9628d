#include "server/workers/routes.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace custos::workers {
namespace {

const api::Description& description() {
    static const api::Description built(api::Description::builtIn());
    return built;
}

std::vector<std::string> operationsOf(Link link) {
    std::vector<std::string> operations;
    for (const auto& endpoint : description().endpoints())
        if (Routes::of(endpoint) == link)
            operations.push_back(endpoint.operationId);
    return operations;
}

std::vector<std::string> all() {
    auto operations = operationsOf(Link::FrontToAuth);
    for (auto& operation : operationsOf(Link::FrontToApi))
        operations.push_back(std::move(operation));
    return operations;
}

const api::Endpoint& endpoint(const std::string& operation) {
    for (const auto& candidate : description().endpoints())
        if (candidate.operationId == operation)
            return candidate;
    throw std::runtime_error("no such operation: " + operation);
}

// A process that was broken into says that it answers sign-in, and is given everybody's password.
TEST(Routes, GoToSignInWhoeverOffersToAnswer) {
    Routes routes(description());
    routes.offered(Link::FrontToAuth, operationsOf(Link::FrontToAuth));
    routes.offered(Link::FrontToApi, all());
    EXPECT_TRUE(routes.complete());
    for (const char* secret :
         {"signIn", "answerTotp", "answerRecovery", "finishSignIn", "unlock", "stepUp", "openInvitation",
          "acceptInvitation", "changePassword", "beginTotpChange", "confirmTotpChange", "resetFactors"})
        EXPECT_EQ(routes.of(endpoint(secret)), Link::FrontToAuth) << secret;
    for (const char* chart : {"readPatient", "searchPatients", "bookAppointment"})
        EXPECT_EQ(routes.of(endpoint(chart)), Link::FrontToApi) << chart;
}

TEST(Routes, AreNotCompleteByWhatIsOfferedFromTheWrongSide) {
    Routes routes(description());
    routes.offered(Link::FrontToApi, all());
    EXPECT_FALSE(routes.complete());
    routes.offered(Link::FrontToAuth, operationsOf(Link::FrontToAuth));
    EXPECT_TRUE(routes.complete());
}

/// Passwords and codes go nowhere but to sign-in: a new call that takes one says so in the description.
TEST(Routes, LeadWhatTakesASecretToSignIn) {
    const auto described = nlohmann::json::parse(description().text());
    for (const auto& [path, item] : described.at("paths").items())
        for (const auto& [method, operation] : item.items()) {
            if (!operation.contains("requestBody"))
                continue;
            const auto& reference =
                operation.at("requestBody").at("content").at("application/json").at("schema").at("$ref");
            const auto& schema =
                described.at(nlohmann::json::json_pointer(reference.get<std::string>().substr(1)));
            for (const char* secret : {"password", "new_password", "code", "challenge", "invitation"})
                EXPECT_TRUE(!schema.at("properties").contains(secret) || operation.contains("x-process"))
                    << path << " " << secret;
        }
}

} // namespace
} // namespace custos::workers
