#pragma once

#include "ledger/secret_key.h"

namespace custos::ledger {

using Mac = std::array<std::uint8_t, 32>;
using MacKey = SecretKey<32>;

/// HMAC-SHA256 (RFC 2104) over the canonical bytes of an entry. The key lives with the server, outside the
/// database: until an entry is sealed, its MAC is what tells an edited or forged row from a written one.
[[nodiscard]] Mac entryMac(const MacKey& key, ByteView entryBytes);

/// Compares in constant time. A MAC of the wrong length is simply wrong.
[[nodiscard]] bool entryMacHolds(const MacKey& key, ByteView entryBytes, ByteView mac);

} // namespace custos::ledger
