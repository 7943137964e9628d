#include "ledger/utc_time.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace custos::ledger {

namespace {

std::optional<int> number(std::string_view text, std::size_t at, std::size_t length) {
    int value = 0;
    const char* const begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    if (error != std::errc{} || end != begin + length || value < 0)
        return std::nullopt;
    return value;
}

} // namespace

std::string toRfc3339(UtcTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
                                     int(date.year()), unsigned(date.month()), unsigned(date.day()),
                                     int(clock.hours().count()), int(clock.minutes().count()),
                                     int(clock.seconds().count()), int(clock.subseconds().count()));
    return {text.data(), std::size_t(length)};
}

std::optional<UtcTime> fromRfc3339(std::string_view text) {
    if (text.size() != 27)
        return std::nullopt;
    const auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    const auto hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
    const auto micro = number(text, 20, 6);
    if (!year || !month || !day || !hour || !minute || !second || !micro)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(unsigned(*month)),
                                           std::chrono::day(unsigned(*day))};
    const UtcTime time = std::chrono::sys_days{date} + std::chrono::hours{*hour} +
                         std::chrono::minutes{*minute} + std::chrono::seconds{*second} +
                         std::chrono::microseconds{*micro};
    // Writing it again also refuses 31 February, 25:00, other separators and years before 1970.
    if (!date.ok() || time < earliestTime || toRfc3339(time) != text)
        return std::nullopt;
    return time;
}

} // namespace custos::ledger
