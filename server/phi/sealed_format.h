#pragma once

#include "ledger/bytes.h"
#include "server/phi/aes_gcm.h"
#include "server/phi/field.h"

#include <algorithm>

namespace custos::phi {

// Ciphertext, format 1: `01 | key version (4, big-endian) | nonce (12) | ciphertext | tag (16)`. Shared by
// what seals in software and what lets a PKCS#11 module do it, so that a ciphertext does not tell which it
// was.

inline constexpr std::uint8_t sealedFormat = 1;
inline constexpr std::size_t sealedHeaderSize = 1 + 4;

/// Every part has a fixed length, so no two addresses share their bytes.
using AssociatedData = std::array<std::uint8_t, 1 + 16 + 4 + 16 + 4>;

template<class Out>
Out putBigEndian(Out out, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0})
        *out++ = static_cast<std::uint8_t>(value >> shift);
    return out;
}

[[nodiscard]] inline std::uint32_t bigEndianAt(ledger::ByteView bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
           std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

[[nodiscard]] inline AssociatedData associatedData(const FieldAddress& address, std::uint32_t keyVersion) {
    AssociatedData data{};
    auto* out = data.data();
    *out++ = sealedFormat;
    out = std::copy(address.tenant.bytes.begin(), address.tenant.bytes.end(), out);
    out = putBigEndian(out, static_cast<std::uint32_t>(address.field));
    out = std::copy(address.row.bytes.begin(), address.row.bytes.end(), out);
    putBigEndian(out, keyVersion);
    return data;
}

} // namespace custos::phi
