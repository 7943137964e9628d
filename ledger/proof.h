#pragma once

#include "ledger/bytes.h"

namespace custos::ledger {

/// Hashes from the leaf towards the root.
using Proof = std::vector<Hash>;

/// Sizes and indexes stay within what JSON numbers carry exactly (RFC 8259 section 6).
inline constexpr std::uint64_t maxTreeSize = (std::uint64_t(1) << 53) - 1;

/// Whether the leaf stands at `index` in the tree of `size` leaves with this root.
/// RFC 9162 section 2.1.3.2. Any wrong, missing or surplus hash makes it false.
[[nodiscard]] bool inclusionHolds(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Hash& root,
                                  const Proof& proof);

/// Whether the tree of `to` leaves begins with the tree of `from` leaves. RFC 9162 section 2.1.4.2, and for
/// the cases that it leaves out: equal sizes need equal roots and an empty proof; every tree continues the
/// empty one, whose root is `emptyRoot()`, by an empty proof.
[[nodiscard]] bool consistencyHolds(std::uint64_t from, const Hash& fromRoot, std::uint64_t to,
                                    const Hash& toRoot, const Proof& proof);

} // namespace custos::ledger
