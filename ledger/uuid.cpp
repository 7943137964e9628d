#include "ledger/uuid.h"

#include <algorithm>

namespace custos::ledger {

std::string toText(const Uuid& uuid) {
    std::string text = toHex(uuid.bytes);
    for (const std::size_t at : {20, 16, 12, 8})
        text.insert(at, 1, '-');
    return text;
}

std::optional<Uuid> uuidFromText(std::string_view text) {
    std::string digits(text);
    std::erase(digits, '-');
    const auto bytes = fromHex(digits);
    Uuid uuid;
    if (!bytes || bytes->size() != uuid.bytes.size())
        return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), uuid.bytes.begin());
    if (toText(uuid) != text)
        return std::nullopt;
    return uuid;
}

} // namespace custos::ledger
