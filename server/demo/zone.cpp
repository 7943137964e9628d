#include "server/demo/zone.h"

#include "server/demo/plan.h"

#include <array>
#include <string_view>

namespace custos::demo {

namespace {

using std::chrono::hours;
using namespace std::string_view_literals;

constexpr int firstOffset = -11;

/// UTC-11 to UTC+12, none with daylight saving.
constexpr std::array zones{"Pacific/Pago_Pago"sv,   "Pacific/Honolulu"sv,
                           "Pacific/Gambier"sv,     "Pacific/Pitcairn"sv,
                           "America/Phoenix"sv,     "America/Regina"sv,
                           "America/Panama"sv,      "America/Puerto_Rico"sv,
                           "America/Cayenne"sv,     "Atlantic/South_Georgia"sv,
                           "Atlantic/Cape_Verde"sv, "Atlantic/Reykjavik"sv,
                           "Africa/Lagos"sv,        "Africa/Johannesburg"sv,
                           "Africa/Nairobi"sv,      "Asia/Dubai"sv,
                           "Asia/Karachi"sv,        "Asia/Dhaka"sv,
                           "Asia/Bangkok"sv,        "Asia/Singapore"sv,
                           "Asia/Tokyo"sv,          "Pacific/Port_Moresby"sv,
                           "Pacific/Guadalcanal"sv, "Pacific/Tarawa"sv};
static_assert(zones.size() == 24);

} // namespace

FixedZone lateMorningZone(std::chrono::sys_seconds now) {
    const auto sinceMidnight = now - std::chrono::floor<std::chrono::days>(now);
    for (std::size_t i = 0; i < zones.size(); ++i) {
        const hours offset(firstOffset + static_cast<int>(i));
        auto local = sinceMidnight + offset;
        local = (local + hours(24)) % hours(24);
        if (local >= demoHour && local < demoHour + hours(1))
            return {.name = std::string(zones[i]), .offset = offset};
    }
    return {.name = "Etc/UTC", .offset = hours(0)};
}

} // namespace custos::demo
