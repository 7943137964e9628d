#pragma once

#include "server/demo/plan.h"

#include <span>
#include <string_view>

namespace custos::demo {

/// One line of the day that is written by hand. Times are local hours and minutes as 1030.
struct TodayVisit {
    std::size_t provider;
    int start;
    int end;
    std::string_view family;
    std::string_view given;
    std::string_view reason;
    std::string_view status;
    std::string_view room = {};
    int arrived = 0;
    int lane = 0;
    std::string_view note = {};
};

struct TodayBlock {
    std::size_t provider;
    int start;
    int end;
    std::string_view label;
};

/// Today as it stands at `demoHour`: done before, in rooms now, arrivals waiting, one no-show, one overbooked
/// half hour, two people whose names are easily mixed up.
[[nodiscard]] std::span<const TodayVisit> harborlaneToday();
[[nodiscard]] std::span<const TodayBlock> harborlaneBlocks();
[[nodiscard]] std::span<const TodayVisit> pinewoodToday();
[[nodiscard]] std::span<const TodayBlock> pinewoodBlocks();

} // namespace custos::demo
