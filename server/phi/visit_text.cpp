#include "server/phi/visit_text.h"

#include <nlohmann/json.hpp>

namespace custos::phi {

using nlohmann::json;

std::string encode(const VisitText& text) {
    json encoded{{"reason", text.reason}};
    if (text.type)
        encoded["type"] = ledger::toText(*text.type);
    if (!text.overbookReason.empty())
        encoded["overbook"] = text.overbookReason;
    return encoded.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<VisitText> decodeVisitText(std::string_view encoded) {
    const auto parsed = json::parse(encoded, nullptr, false);
    if (!parsed.is_object())
        return std::nullopt;
    VisitText text;
    text.reason = parsed.value("reason", "");
    text.overbookReason = parsed.value("overbook", "");
    if (const auto type = parsed.value("type", ""); !type.empty())
        text.type = ledger::uuidFromText(type);
    return text;
}

} // namespace custos::phi
