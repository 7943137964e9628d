#pragma once

#include "ledger/utc_time.h"
#include "ledger/uuid.h"

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <vector>

namespace custos::api {

struct TimeSpan {
    ledger::UtcTime start;
    ledger::UtcTime end;

    friend auto operator<=>(const TimeSpan&, const TimeSpan&) = default;
};

struct FreeTime {
    ledger::Uuid provider;
    TimeSpan span;

    friend auto operator<=>(const FreeTime&, const FreeTime&) = default;
};

/// Who was offered what a moment ago, so that desks that lost the same race are not all sent to the same next
/// opening. Forgets after a few seconds and beyond a bound. Thread-safe.
class RecentOffers {
public:
    using Clock = std::chrono::steady_clock;
    using Now = Clock::time_point (*)();

    explicit RecentOffers(Now now = &Clock::now)
        : now_(now) {}

    /// Up to `count` of `free`, which is sorted: first the earliest that nobody was offered first just now
    /// (where everything was: what was offered longest ago), then the earliest others.
    [[nodiscard]] std::vector<FreeTime> choose(const std::vector<FreeTime>& free, std::size_t count);

private:
    [[nodiscard]] const FreeTime& leastRecentlyOffered(const std::vector<FreeTime>& free) const;
    void forgetOld(Clock::time_point now);

    const Now now_;
    std::mutex mutex_;
    std::map<FreeTime, Clock::time_point> offered_;
};

} // namespace custos::api
