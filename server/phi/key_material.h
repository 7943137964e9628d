#pragma once

#include "ledger/secret_key.h"

#include <string>
#include <string_view>

namespace custos::phi {

/// 256 bits from the system's random source.
[[nodiscard]] ledger::SecretKey<32> randomKey();

/// HMAC-SHA256 (RFC 2104).
[[nodiscard]] ledger::Hash hmacSha256(std::span<const std::uint8_t, 32> key, ledger::ByteView message);

/// A key for one narrow use: HKDF-SHA256 (RFC 5869) without salt, `label` as info. Throws CipherUnavailable.
[[nodiscard]] ledger::SecretKey<32> deriveKey(std::span<const std::uint8_t, 32> from, std::string_view label);

/// 16 hex digits that tell whether two servers hold the same key and nothing about the key.
[[nodiscard]] std::string fingerprintOf(std::span<const std::uint8_t, 32> key);

} // namespace custos::phi
