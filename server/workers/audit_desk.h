#pragma once

#include "server/audit/entry_composer.h"
#include "server/audit/recorder.h"
#include "server/audit/writer.h"
#include "server/phi/key_store.h"
#include "server/workers/order.h"

namespace custos::workers {

/// What a process opens of the key directory: these, and no other file. Throws StartRefused.
[[nodiscard]] phi::KeyStore openKeys(const Order& order, std::initializer_list<phi::StoredKey> wanted);

[[nodiscard]] inline ledger::SecretKey<32> copyOf(const phi::KeyStore& keys, phi::StoredKey which) {
    return ledger::SecretKey<32>(keys.key(which));
}

[[nodiscard]] ledger::UtcTime realNow();

/// Makes entries; for whoever has the keys for it.
[[nodiscard]] audit::EntryComposer composerWith(const phi::KeyStore& keys);

/// Makes entries and has them durable before anything is answered.
struct AuditDesk {
    AuditDesk(const phi::KeyStore& keys, const Order& order, log::Log& log)
        : composer(composerWith(keys))
        , writer(order.login(db::Duty::Audit), log)
        , recorder(composer, writer, {.coverFor = order.repeatWindow}) {}

    audit::EntryComposer composer;
    audit::Writer writer;
    audit::Recorder recorder;
};

} // namespace custos::workers
