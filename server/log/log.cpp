#include "server/log/log.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace custos::log {

namespace {

std::string_view name(Level level) {
    switch (level) {
    case Level::Info:
        return "info";
    case Level::Warning:
        return "warning";
    case Level::Error:
        break;
    }
    return "error";
}

std::string timestamp() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    std::array<char, 40> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::array<char, 32> fraction{};
    std::snprintf(fraction.data(), fraction.size(), ".%06ldZ", now.tv_nsec / 1000);
    return std::string(text.data(), length) + fraction.data();
}

} // namespace

Field::Field(Code key, Kind kind)
    : key_(key)
    , kind_(kind) {}

Field Field::id(Code key, std::span<const std::uint8_t, 16> uuid) {
    static constexpr char digits[] = "0123456789abcdef";
    Field field(key, Kind::Text);
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            field.text_[field.length_++] = '-';
        field.text_[field.length_++] = digits[uuid[i] >> 4];
        field.text_[field.length_++] = digits[uuid[i] & 15];
    }
    return field;
}

Field Field::number(Code key, std::int64_t value) {
    Field field(key, Kind::Number);
    field.number_ = value;
    return field;
}

Field Field::code(Code key, Code value) {
    Field field(key, Kind::Text);
    field.length_ = static_cast<std::uint8_t>(std::min(value.text().size(), field.text_.size()));
    std::copy_n(value.text().begin(), field.length_, field.text_.begin());
    return field;
}

Field Field::address(Code key, std::string_view address) {
    const bool valid = address.size() <= 45 && !address.empty() &&
                       address.find_first_not_of("0123456789abcdefABCDEF.:%") == std::string_view::npos;
    Field field = code(key, "invalid");
    if (valid) {
        field.length_ = static_cast<std::uint8_t>(address.size());
        std::copy(address.begin(), address.end(), field.text_.begin());
    }
    return field;
}

Field Field::sqlState(Code key, std::string_view state) {
    const bool valid = state.size() == 5 && state.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
                                                std::string_view::npos;
    Field field = code(key, "invalid");
    if (valid) {
        field.length_ = 5;
        std::copy(state.begin(), state.end(), field.text_.begin());
    }
    return field;
}

void Field::appendTo(std::string& line) const {
    line.append(",\"").append(key_.text()).append("\":");
    if (kind_ == Kind::Number)
        line.append(std::to_string(number_));
    else
        line.append("\"").append(text_.data(), length_).append("\"");
}

Log::Log(int descriptor)
    : descriptor_(descriptor) {}

void Log::write(Level level, Code event, std::initializer_list<Field> fields) noexcept {
    try {
        std::string line = "{\"time\":\"" + timestamp() + "\",\"level\":\"";
        line.append(name(level)).append("\",\"event\":\"").append(event.text()).append("\"");
        for (const auto& field : fields)
            field.appendTo(line);
        line.append("}\n");
        const std::lock_guard lock(mutex_);
        // A log that cannot be written must not stop the server; the audit trail is what must be durable.
        [[maybe_unused]] const auto written = ::write(descriptor_, line.data(), line.size());
    } catch (...) {
        return; // out of memory: there is nobody left to tell
    }
}

} // namespace custos::log
