#include "server/demo/zone.h"

#include "server/demo/plan.h"

#include <gtest/gtest.h>

namespace custos::demo {
namespace {

TEST(LateMorningZone, isLateMorningAtEveryMinuteOfTheDay) {
    const std::chrono::sys_seconds midnight = std::chrono::sys_days(std::chrono::year(2026) / 11 / 17);
    for (int minute = 0; minute < 24 * 60; ++minute) {
        const auto now = midnight + std::chrono::minutes(minute);
        const auto zone = lateMorningZone(now);
        const auto local = now + zone.offset;
        const auto clock = local - std::chrono::floor<std::chrono::days>(local);
        EXPECT_GE(clock, demoHour) << minute;
        EXPECT_LT(clock, demoHour + std::chrono::hours(1)) << minute;
        EXPECT_NE(zone.name, "Etc/UTC");
    }
}

} // namespace
} // namespace custos::demo
