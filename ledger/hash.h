#pragma once

#include "ledger/bytes.h"

namespace custos::ledger {

/// The hash of leaf data: SHA-256(0x00 || data). RFC 9162 section 2.1.1.
[[nodiscard]] Hash leafHash(ByteView data);

/// The hash of an inner node: SHA-256(0x01 || left || right). RFC 9162 section 2.1.1.
[[nodiscard]] Hash nodeHash(const Hash& left, const Hash& right);

/// The root of the tree without leaves: SHA-256 of nothing.
[[nodiscard]] Hash emptyRoot();

/// SHA-256(`prefix` || first || second). Every kind of message that the ledger hashes has its own prefix,
/// so that none can be passed off as another: 0x00 leaf, 0x01 node, 0x02 chain link, 0x03 chain genesis.
[[nodiscard]] Hash prefixedHash(std::uint8_t prefix, ByteView first, ByteView second);

/// Plain SHA-256 (FIPS 180-4).
[[nodiscard]] Hash sha256(ByteView data);

} // namespace custos::ledger
