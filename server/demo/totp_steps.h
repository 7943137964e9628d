#pragma once

#include "ledger/result.h"
#include "server/demo/ready_file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace custos::demo {

enum class TotpStepsError { NoSuchUser, BadSeed, Unwritable };

/// Hands out each TOTP step of a demo account once, to however many processes ask at the same time: a code
/// works once, so tests side by side must not get the same one. Which steps are used, stands in a file beside
/// the ready file, under a lock.
class TotpSteps {
public:
    explicit TotpSteps(std::filesystem::path readyFile)
        : ready_(std::move(readyFile)) {}

    /// A code that the server accepts now; waits while the next unused step lies more than one ahead.
    [[nodiscard]] Result<std::string, TotpStepsError> nextCode(const ReadyFile& ready,
                                                               std::string_view username) const;

private:
    [[nodiscard]] Result<std::int64_t, TotpStepsError> takeStep(const std::string& username) const;

    const std::filesystem::path ready_;
};

} // namespace custos::demo
