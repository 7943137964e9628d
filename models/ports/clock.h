#pragma once

#include <QDateTime>

#include <chrono>

namespace custos {

/// Time as the client needs it. `uptime` includes suspend (CLOCK_BOOTTIME) and cannot be set back: whatever
/// ends a session or a cache counts by it. `now` is for showing only.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual QDateTime now() const = 0;
    [[nodiscard]] virtual std::chrono::milliseconds uptime() const = 0;
};

} // namespace custos
