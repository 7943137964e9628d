#pragma once

#include "ledger/bytes.h"

#include <compare>

namespace custos::ledger {

/// 128 bits that name something (RFC 9562). Which version, is of no interest here.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] bool isNil() const { return *this == Uuid{}; }
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// A new one from the system's random source (RFC 9562 section 5.4).
[[nodiscard]] Uuid randomUuid();

/// Lower case, with hyphens: `018f3a52-...`, 36 characters.
[[nodiscard]] std::string toText(const Uuid& uuid);

/// Accepts exactly what `toText` writes.
[[nodiscard]] std::optional<Uuid> uuidFromText(std::string_view text);

} // namespace custos::ledger
