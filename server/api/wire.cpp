#include "server/api/wire.h"

#include <cctype>
#include <cstdio>

namespace custos::api {

namespace {

/// Takes fixed-width numbers and separators off the front of a text.
class Scanner {
public:
    explicit Scanner(std::string_view text)
        : rest_(text) {}

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value = value * 10 + digit();
        return value;
    }

    char oneOf(std::string_view allowed) {
        if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos)
            return fail();
        const char found = rest_.front();
        rest_.remove_prefix(1);
        return found;
    }

    /// Microseconds of an optional fraction.
    int fraction() {
        if (rest_.empty() || rest_.front() != '.')
            return 0;
        rest_.remove_prefix(1);
        int value = 0;
        int count = 0;
        for (; !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) && count < 6;
             ++count)
            value = value * 10 + digit();
        if (count == 0)
            fail();
        for (; count < 6; ++count)
            value *= 10;
        return value;
    }

    [[nodiscard]] bool done() const { return good_ && rest_.empty(); }
    [[nodiscard]] bool good() const { return good_; }

private:
    char fail() {
        good_ = false;
        return '\0';
    }
    int digit() {
        const char c = oneOf("0123456789");
        return c == '\0' ? 0 : c - '0';
    }

    std::string_view rest_;
    bool good_ = true;
};

std::optional<std::chrono::sys_days> scanDate(Scanner& in) {
    const int year = in.digits(4);
    in.oneOf("-");
    const int month = in.digits(2);
    in.oneOf("-");
    const int day = in.digits(2);
    const std::chrono::year_month_day date(std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    if (!in.good() || !date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date);
}

std::optional<std::chrono::minutes> scanOffset(Scanner& in) {
    const char sign = in.oneOf("Zz+-");
    if (sign != '+' && sign != '-')
        return std::chrono::minutes(0);
    const int hours = in.digits(2);
    in.oneOf(":");
    const int minutes = in.digits(2);
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    const std::chrono::minutes offset(hours * 60 + minutes);
    return sign == '-' ? -offset : offset;
}

} // namespace

std::optional<ledger::UtcTime> parseTime(std::string_view text) {
    Scanner in(text);
    const auto date = scanDate(in);
    if (!date)
        return std::nullopt;
    in.oneOf("Tt ");
    const int hours = in.digits(2);
    in.oneOf(":");
    const int minutes = in.digits(2);
    in.oneOf(":");
    const int seconds = in.digits(2);
    const int micros = in.fraction();
    const auto offset = scanOffset(in);
    if (!in.done() || !offset || hours > 23 || minutes > 59 || seconds > 59)
        return std::nullopt;
    const ledger::UtcTime time = ledger::UtcTime(*date) + std::chrono::hours(hours) +
                                 std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
                                 std::chrono::microseconds(micros) - *offset;
    if (time < ledger::earliestTime || time > ledger::latestTime)
        return std::nullopt;
    return time;
}

std::optional<std::chrono::year_month_day> parseDate(std::string_view text) {
    Scanner in(text);
    const auto date = scanDate(in);
    if (!date || !in.done())
        return std::nullopt;
    return std::chrono::year_month_day(*date);
}

std::string toText(std::chrono::year_month_day date) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

nlohmann::json textOrNull(const std::optional<ledger::Uuid>& id) {
    return id ? nlohmann::json(ledger::toText(*id)) : nlohmann::json();
}

nlohmann::json textOrNull(const std::optional<ledger::UtcTime>& time) {
    return time ? nlohmann::json(ledger::toRfc3339(*time)) : nlohmann::json();
}

std::string textIn(const nlohmann::json& body, const char* key) {
    return optionalTextIn(body, key).value_or(std::string());
}

std::optional<std::string> optionalTextIn(const nlohmann::json& body, const char* key) {
    const auto found = body.find(key);
    if (found == body.end() || !found->is_string())
        return std::nullopt;
    return found->get<std::string>();
}

std::optional<ledger::Uuid> optionalIdIn(const nlohmann::json& body, const char* key) {
    const auto text = optionalTextIn(body, key);
    return text ? ledger::uuidFromText(*text) : std::nullopt;
}

ledger::Uuid idIn(const nlohmann::json& body, const char* key) {
    return optionalIdIn(body, key).value_or(ledger::Uuid{});
}

std::optional<ledger::UtcTime> optionalTimeIn(const nlohmann::json& body, const char* key) {
    const auto text = optionalTextIn(body, key);
    return text ? parseTime(*text) : std::nullopt;
}

ledger::UtcTime timeIn(const nlohmann::json& body, const char* key) {
    return optionalTimeIn(body, key).value_or(ledger::UtcTime{});
}

} // namespace custos::api
