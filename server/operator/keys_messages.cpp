#include "server/operator/keys_messages.h"

#include <nlohmann/json.hpp>

namespace custos {

using nlohmann::json;

std::string toLine(const RotationRequest& request) {
    return json{{"practice", request.practice}, {"count", request.count}}.dump(
        -1, ' ', true, json::error_handler_t::replace);
}

std::string toLine(const RotationTold& told) {
    return json{{"done", told.done}, {"of", told.of}}.dump();
}

std::string toLine(const RotationEnd& end) {
    return json{{"version", end.version}, {"unreadable", end.unreadable}, {"retired", end.retired}}.dump();
}

std::string rotationErrorLine(std::string_view code) {
    return json{{"error", code}}.dump();
}

std::optional<RotationRequest> readRotationRequest(const std::string& line) {
    const auto parsed = json::parse(line, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("practice") || !parsed["practice"].is_string())
        return std::nullopt;
    const bool counts = parsed.contains("count") && parsed["count"].is_number_integer();
    return RotationRequest{parsed["practice"], counts ? parsed["count"].get<int>() : 0};
}

RotationNews readRotationNews(const std::string& line) {
    try {
        const auto parsed = json::parse(line);
        if (parsed.contains("error"))
            return {.told = {}, .end = {}, .error = parsed["error"]};
        if (parsed.contains("version"))
            return {.told = {},
                    .end = RotationEnd{parsed["version"], parsed["unreadable"], parsed["retired"]},
                    .error = {}};
        return {.told = RotationTold{parsed.at("done"), parsed.at("of")}, .end = {}, .error = {}};
    } catch (const json::exception&) {
        return {.told = {}, .end = {}, .error = "not_understood"};
    }
}

} // namespace custos
