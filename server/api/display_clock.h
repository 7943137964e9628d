#pragma once

#include "ledger/utc_time.h"

namespace custos::api {

/// What the practice's clocks show. The real time, save in a demo that was started for another day
/// (decision 0030). For showing only: nothing that protects anything asks it.
class DisplayClock {
public:
    explicit DisplayClock(std::chrono::microseconds ahead = {})
        : ahead_(ahead) {}

    [[nodiscard]] ledger::UtcTime now() const {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) + ahead_;
    }
    /// How a real moment reads on that clock.
    [[nodiscard]] ledger::UtcTime shown(ledger::UtcTime real) const { return real + ahead_; }

private:
    const std::chrono::microseconds ahead_;
};

} // namespace custos::api
