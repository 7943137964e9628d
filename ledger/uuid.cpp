#include "ledger/uuid.h"

#include <sodium.h>

#include <algorithm>

namespace custos::ledger {

Uuid randomUuid() {
    Uuid uuid;
    randombytes_buf(uuid.bytes.data(), uuid.bytes.size());
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x40);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

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
