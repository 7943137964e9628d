#include "server/operator/admin_lines.h"

namespace custos {

using nlohmann::json;

std::string lineOf(const json& value) {
    return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

bool isUtf8(const std::string& text) {
    try {
        return !json(text).dump().empty();
    } catch (const json::type_error&) {
        return false;
    }
}

std::string errorLine(std::string_view code) {
    return lineOf({{"error", code}});
}

std::string sentenceFor(std::string_view code, const Sentences& sentences) {
    const auto found = sentences.find(code);
    return found == sentences.end() ? "the server gave up (" + std::string(code) + ")"
                                    : std::string(found->second);
}

} // namespace custos
