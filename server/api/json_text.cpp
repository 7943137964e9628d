#include "server/api/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace custos::api {

namespace {

/// Stands between quotes as it is: ASCII that RFC 8259 section 7 does not want escaped.
bool isPlain(char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

} // namespace

void JsonText::separate() {
    if (!first_)
        text_ += ',';
    first_ = false;
}

void JsonText::begin(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
}

void JsonText::end(char bracket) {
    text_ += bracket;
    first_ = false;
}

void JsonText::raw(std::string_view text) {
    separate();
    text_ += text;
}

void JsonText::key(std::string_view name) {
    separate();
    text_.append(1, '"').append(name).append("\":");
    first_ = true;
}

void JsonText::value(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), isPlain))
        return value(
            nlohmann::json(text)); // the library knows escapes and encodings; names with accents are few
    separate();
    text_.append(1, '"').append(text).append(1, '"');
}

void JsonText::value(std::int64_t number) {
    std::array<char, 24> digits{};
    const auto written = std::to_chars(digits.begin(), digits.end(), number);
    raw({digits.data(), written.ptr});
}

void JsonText::value(bool truth) {
    raw(truth ? "true" : "false");
}

void JsonText::value(const nlohmann::json& tree) {
    raw(tree.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace custos::api
