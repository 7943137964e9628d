#pragma once

#include "tests/support/demo_server.h"

#include <fstream>
#include <map>

namespace custos::testing {

/// One demo for all tests of a program: seeding takes seconds. Tests that harm the server start their own.
inline DemoServer& sharedDemo() {
    static DemoServer server;
    return server;
}

/// Sign-ins are shared too: codes are handed out one per half minute and account.
inline const SignedIn& sharedSession(const std::string& practice, const std::string& role,
                                     std::size_t n = 0) {
    static std::map<std::string, SignedIn> sessions;
    const auto key = practice + "/" + role + "/" + std::to_string(n);
    auto found = sessions.find(key);
    if (found == sessions.end())
        found = sessions.emplace(key, sharedDemo().signIn(sharedDemo().account(practice, role, n))).first;
    return found->second;
}

inline HttpsAnswer getAs(HttpsClient& client, const SignedIn& who, std::string_view target) {
    return client.request("GET", target, who.headers());
}

inline nlohmann::json jsonOf(const HttpsAnswer& answer) {
    return nlohmann::json::parse(answer.body);
}

/// Sends a change with a fresh idempotency key unless one is given.
inline HttpsAnswer change(HttpsClient& client, const SignedIn& who, std::string_view method,
                          std::string_view path, const nlohmann::json& body,
                          const std::string& key = randomUuid(), int version = 0) {
    auto headers = who.headers();
    headers.emplace_back("Idempotency-Key", key);
    headers.emplace_back("Custos-Activity", "user");
    if (version > 0)
        headers.emplace_back("If-Match", "\"" + std::to_string(version) + "\"");
    return postJson(client, method, path, body, std::move(headers));
}

} // namespace custos::testing
