#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace custos::ledger {

/// UTC, in whole microseconds since 1970-01-01 (without leap seconds).
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

/// The range that four-digit years can write; entries and checkpoints outside it are refused.
inline constexpr UtcTime earliestTime{std::chrono::sys_days{std::chrono::year{1970} / 1 / 1}};
inline constexpr UtcTime latestTime{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} +
                                    std::chrono::hours{24} - std::chrono::microseconds{1}};

/// RFC 3339 in one spelling: `2026-11-22T03:37:21.000042Z`, 27 characters.
[[nodiscard]] std::string toRfc3339(UtcTime time);

/// Accepts exactly what `toRfc3339` writes.
[[nodiscard]] std::optional<UtcTime> fromRfc3339(std::string_view text);

} // namespace custos::ledger
