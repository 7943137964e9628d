#include "ledger/chain.h"

#include "ledger/hash.h"

namespace custos::ledger {

Hash chainGenesis(const LedgerIdentity& ledger) {
    return prefixedHash(0x03, ledger.practice.bytes, ledger.key.bytes);
}

Hash chainNext(const Hash& previous, const Hash& leaf) {
    return prefixedHash(0x02, previous, leaf);
}

} // namespace custos::ledger
