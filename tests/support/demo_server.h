#pragma once

#include "tests/support/https_client.h"
#include "tests/support/server_data.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace custos::testing {

/// A person signed in to a demo.
struct SignedIn {
    std::string token;
    nlohmann::json session; ///< The answer to the second factor

    [[nodiscard]] HttpsClient::Headers headers() const { return {{"Authorization", "Bearer " + token}}; }
};

/// A real `custosd demo` on a free port, with its own directory and database. Throws when it does not serve
/// within a minute. Ends, orderly, with this object.
class DemoServer {
public:
    explicit DemoServer(std::vector<std::string> extraArguments = {});
    DemoServer(const DemoServer&) = delete;
    DemoServer& operator=(const DemoServer&) = delete;
    ~DemoServer();

    [[nodiscard]] uint16_t port() const { return port_; }
    [[nodiscard]] const nlohmann::json& ready() const { return ready_; }
    [[nodiscard]] const std::filesystem::path& readyPath() const { return readyPath_; }
    [[nodiscard]] std::filesystem::path dataDirectory() const { return data_.directory(); }
    [[nodiscard]] std::filesystem::path logPath() const { return data_.beside("custosd.log"); }
    [[nodiscard]] pid_t processId() const { return process_; }

    /// The n-th account of that role.
    [[nodiscard]] nlohmann::json account(const std::string& practice, const std::string& role,
                                         std::size_t n = 0) const;
    /// From another address of this computer's, where one is named.
    [[nodiscard]] HttpsClient connect(const std::string& from = {}) const;
    [[nodiscard]] SignedIn signIn(const nlohmann::json& account) const;
    [[nodiscard]] std::string nextCode(const std::string& username) const;

    /// After it has stopped: on the same data, with the same arguments; passwords and codes are new.
    void startAgain();

    /// Signals the server and waits for its end; its exit status, or minus the signal that ended it.
    int stop(int signal);

private:
    void start();
    void waitUntilReady();

    const std::vector<std::string> extraArguments_;

    ServerData data_;
    std::filesystem::path readyPath_;
    nlohmann::json ready_;
    std::string caPem_;
    uint16_t port_ = 0;
    pid_t process_ = -1;
};

/// A random UUID, for idempotency keys.
[[nodiscard]] std::string randomUuid();

/// Sends JSON; further headers as given.
[[nodiscard]] HttpsAnswer postJson(HttpsClient& client, std::string_view method, std::string_view path,
                                   const nlohmann::json& body, HttpsClient::Headers headers = {});

} // namespace custos::testing
