#pragma once

#include <chrono>
#include <string>

namespace custos::demo {

/// A time zone without daylight saving.
struct FixedZone {
    std::string name;              ///< IANA
    std::chrono::minutes offset{}; ///< Local time minus UTC
};

/// The zone in which it is between `demoHour` and an hour later now (decision 0030).
[[nodiscard]] FixedZone lateMorningZone(std::chrono::sys_seconds now);

} // namespace custos::demo
