#include "tests/support/served_server.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace custos::testing {

namespace {

constexpr std::chrono::seconds patience{60};

std::string contentOf(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    return content.str();
}

/// 0 while nothing in the log says that it serves.
uint16_t portIn(const std::string& log) {
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
        const auto said = nlohmann::json::parse(line, nullptr, false);
        if (said.is_object() && said.value("event", "") == "serving")
            return said.value("port", uint16_t{0});
    }
    return 0;
}

} // namespace

ServedServer::ServedServer(std::vector<std::string> extraArguments)
    : initialisation_(run({CUSTOSD_PATH, "init", "--data", data_.directory().string()})) {
    if (initialisation_.status != 0)
        throw std::runtime_error("custosd init: " + initialisation_.output);
    std::vector<std::string> arguments{CUSTOSD_PATH, "serve",      "--data", data_.directory().string(),
                                       "--listen",   "127.0.0.1:0"};
    arguments.insert(arguments.end(), extraArguments.begin(), extraArguments.end());
    const int output = ::open(beside("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    process_ = spawn(arguments, output);
    ::close(output);
    waitUntilServing();
}

ServedServer::~ServedServer() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

void ServedServer::waitUntilServing() {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while ((port_ = portIn(log())) == 0) {
        if (::waitpid(process_, nullptr, WNOHANG) == process_ ||
            std::chrono::steady_clock::now() > deadline) {
            ::kill(process_, SIGKILL);
            throw std::runtime_error("custosd does not serve:\n" + log());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

std::string ServedServer::log() const {
    return contentOf(beside("log"));
}

HttpsClient ServedServer::connect() const {
    return HttpsClient(port_, {.caPem = contentOf(data_.directory() / "public/authority.pem")});
}

Ran ServedServer::say(std::vector<std::string> words) const {
    words.insert(words.begin(), CUSTOSD_PATH);
    words.insert(words.end(), {"--admin-socket", (data_.directory() / "run/admin").string()});
    return run(words);
}

} // namespace custos::testing
