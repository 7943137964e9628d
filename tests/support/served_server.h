#pragma once

#include "tests/support/https_client.h"
#include "tests/support/programs.h"
#include "tests/support/server_data.h"

namespace custos::testing {

/// A real `custosd serve`, as an operator installs it: made by `custosd init`, with no practice. On a free
/// port, with its own directory and database. Throws when it does not serve within a minute. Ends, orderly,
/// with this object.
class ServedServer {
public:
    explicit ServedServer(std::vector<std::string> extraArguments = {});
    ServedServer(const ServedServer&) = delete;
    ServedServer& operator=(const ServedServer&) = delete;
    ~ServedServer();

    /// A file name beside the data.
    [[nodiscard]] std::filesystem::path beside(const std::string& name) const { return data_.beside(name); }
    [[nodiscard]] const Ran& initialisation() const { return initialisation_; }
    [[nodiscard]] std::string log() const;
    [[nodiscard]] HttpsClient connect() const;

    /// `custosd` with these words, as the operator says them to this server.
    [[nodiscard]] Ran say(std::vector<std::string> words) const;

private:
    void waitUntilServing();

    ServerData data_;
    Ran initialisation_;
    uint16_t port_ = 0;
    pid_t process_ = -1;
};

} // namespace custos::testing
