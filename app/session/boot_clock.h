#pragma once

#include "models/ports/clock.h"

namespace custos::app {

/// This computer's clocks: CLOCK_BOOTTIME for whatever ends something, the wall clock for showing.
class BootClock final : public Clock {
public:
    [[nodiscard]] QDateTime now() const override;
    [[nodiscard]] std::chrono::milliseconds uptime() const override;
};

} // namespace custos::app
