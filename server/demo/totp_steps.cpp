#include "server/demo/totp_steps.h"

#include "server/auth/totp.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace custos::demo {

namespace {

std::int64_t stepNow() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch()) /
           auth::totpStep;
}

/// RFC 4648 section 6, without padding.
std::optional<auth::TotpSeed> seedFrom(std::string_view base32) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::array<std::uint8_t, 20> seed{};
    std::size_t filled = 0;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : base32) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos || filled == seed.size())
            return std::nullopt;
        buffer = buffer << 5 | static_cast<std::uint32_t>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            seed[filled++] = static_cast<std::uint8_t>(buffer >> bits);
        }
    }
    return filled == seed.size() ? std::optional<auth::TotpSeed>(std::in_place, seed) : std::nullopt;
}

/// A small file, locked while this lives.
class LockedFile {
public:
    explicit LockedFile(const std::filesystem::path& path)
        : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        if (descriptor_ >= 0)
            ::flock(descriptor_, LOCK_EX);
    }
    ~LockedFile() {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;

    [[nodiscard]] std::string read() const {
        std::string content;
        char piece[4096];
        for (ssize_t got = 0; (got = ::read(descriptor_, piece, sizeof(piece))) > 0;)
            content.append(piece, static_cast<std::size_t>(got));
        return content;
    }
    [[nodiscard]] bool write(const std::string& content) const {
        return ::ftruncate(descriptor_, 0) == 0 && ::pwrite(descriptor_, content.data(), content.size(), 0) ==
                                                       static_cast<ssize_t>(content.size());
    }

private:
    const int descriptor_;
};

} // namespace

Result<std::string, TotpStepsError> TotpSteps::nextCode(const ReadyFile& ready,
                                                        std::string_view username) const {
    const auto account = std::find_if(ready.accounts.begin(), ready.accounts.end(),
                                      [&](const auto& candidate) { return candidate.username == username; });
    if (account == ready.accounts.end())
        return unexpected(TotpStepsError::NoSuchUser);
    const auto seed = seedFrom(account->totpSeed);
    if (!seed)
        return unexpected(TotpStepsError::BadSeed);
    const auto step = takeStep(account->username);
    if (!step)
        return unexpected(step.error());
    while (*step > stepNow() + auth::totpDrift)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return auth::totpCode(*seed, *step);
}

Result<std::int64_t, TotpStepsError> TotpSteps::takeStep(const std::string& username) const {
    const LockedFile file(std::filesystem::path(ready_).concat(".totp"));
    auto used = nlohmann::json::parse(file.read(), nullptr, false);
    if (!used.is_object())
        used = nlohmann::json::object();
    const auto step = std::max(stepNow(), used.value(username, std::int64_t{0}) + 1);
    used[username] = step;
    if (!file.write(used.dump()))
        return unexpected(TotpStepsError::Unwritable);
    return step;
}

} // namespace custos::demo
