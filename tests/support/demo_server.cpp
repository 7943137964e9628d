#include "tests/support/demo_server.h"

#include "tests/support/programs.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace custos::testing {

namespace {

constexpr std::chrono::seconds patience{60};

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

} // namespace

DemoServer::DemoServer(std::vector<std::string> extraArguments)
    : extraArguments_(std::move(extraArguments))
    , readyPath_(data_.beside("ready.json")) {
    start();
    try {
        waitUntilReady();
    } catch (...) {
        stop(SIGKILL);
        throw;
    }
}

DemoServer::~DemoServer() {
    stop(SIGTERM);
}

void DemoServer::start() {
    std::vector<std::string> arguments{CUSTOSD_PATH, "demo", "--data",  dataDirectory().string(),
                                       "--seed",     "1",    "--ready", readyPath_.string()};
    // many desks share one session here; and what is found is what was planned, save where bait is asked for
    for (const auto& [option, value] : {std::pair{"--request-rate", "1000"}, {"--bait", "0"}})
        if (std::find(extraArguments_.begin(), extraArguments_.end(), option) == extraArguments_.end())
            arguments.insert(arguments.end(), {option, value});
    arguments.insert(arguments.end(), extraArguments_.begin(), extraArguments_.end());
    const int log = ::open(logPath().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    process_ = spawn(arguments, log);
    ::close(log);
}

void DemoServer::startAgain() {
    std::filesystem::remove(readyPath_);
    start();
    waitUntilReady();
}

void DemoServer::waitUntilReady() {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!std::filesystem::exists(readyPath_)) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            process_ = -1;
            throw std::runtime_error("custosd ended with " + std::to_string(exitStatus(status)) + ":\n" +
                                     contentOf(logPath()));
        }
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("custosd is not ready:\n" + contentOf(logPath()));
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ready_ = nlohmann::json::parse(contentOf(readyPath_));
    caPem_ = contentOf(ready_["ca"].get<std::string>());
    const auto url = ready_["url"].get<std::string>();
    port_ = static_cast<uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

nlohmann::json DemoServer::account(const std::string& practice, const std::string& role,
                                   std::size_t n) const {
    for (const auto& account : ready_["accounts"])
        if (account["practice"] == practice && account["role"] == role && n-- == 0)
            return account;
    throw std::runtime_error("the demo has no such account");
}

HttpsClient DemoServer::connect(const std::string& from) const {
    return HttpsClient(port_, {.caPem = caPem_, .from = from});
}

std::string DemoServer::nextCode(const std::string& username) const {
    const auto ran = run({CUSTOSD_PATH, "totp", "--ready", readyPath_.string(), "--user", username});
    if (ran.status != 0)
        throw std::runtime_error("no code: " + ran.output);
    return ran.output.substr(0, 6);
}

SignedIn DemoServer::signIn(const nlohmann::json& account) const {
    auto client = connect();
    const auto first = postJson(client, "POST", "/v1/sign-in",
                                {{"practice", account["practice"]},
                                 {"username", account["username"]},
                                 {"password", account["password"]}});
    if (first.status != 200)
        throw std::runtime_error("sign-in refused: " + first.body);
    const auto challenge = nlohmann::json::parse(first.body)["challenge"];
    const auto second = postJson(client, "POST", "/v1/sign-in/totp",
                                 {{"challenge", challenge}, {"code", nextCode(account["username"])}});
    if (second.status != 200)
        throw std::runtime_error("second factor refused: " + second.body);
    auto session = nlohmann::json::parse(second.body);
    return {.token = session["token"], .session = session};
}

int DemoServer::stop(int signal) {
    if (process_ < 0)
        return 0;
    ::kill(process_, signal);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return exitStatus(status);
}

std::string randomUuid() {
    static thread_local std::mt19937_64 engine(std::random_device{}());
    std::string text = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
    for (auto& c : text)
        if (c == 'x')
            c = "0123456789abcdef"[engine() % 16];
    return text;
}

HttpsAnswer postJson(HttpsClient& client, std::string_view method, std::string_view path,
                     const nlohmann::json& body, HttpsClient::Headers headers) {
    headers.emplace_back("Content-Type", "application/json");
    return client.request(method, path, headers, body.dump());
}

} // namespace custos::testing
