#pragma once

#include "ledger/keys.h"

namespace custos::ledger {

/// The chain of a practice before its first entry: SHA-256(0x03 || practice || ledger key), so that the
/// chains of two practices, or of one practice under two keys, share no link.
[[nodiscard]] Hash chainGenesis(const LedgerIdentity& ledger);

/// The link after `previous`: SHA-256(0x02 || previous || leaf). Each link commits to all entries up to it,
/// in their order, which lets a reader name the first entry that does not fit.
[[nodiscard]] Hash chainNext(const Hash& previous, const Hash& leaf);

} // namespace custos::ledger
