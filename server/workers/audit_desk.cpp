#include "server/workers/audit_desk.h"

#include "server/host/data_directory.h"
#include "server/host/start_refused.h"

namespace custos::workers {

phi::KeyStore openKeys(const Order& order, std::initializer_list<phi::StoredKey> wanted) {
    auto keys =
        phi::KeyStore::openOnly(DataLayout(order.root).keys(), std::span(wanted.begin(), wanted.size()));
    if (!keys)
        throw StartRefused("a key that was there a moment ago does not open");
    return std::move(*keys);
}

ledger::UtcTime realNow() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

audit::EntryComposer composerWith(const phi::KeyStore& keys) {
    return audit::EntryComposer({.mac = copyOf(keys, phi::StoredKey::AuditMac),
                                 .subjects = copyOf(keys, phi::StoredKey::SubjectHash)},
                                &realNow);
}

} // namespace custos::workers
