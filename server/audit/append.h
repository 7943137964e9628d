#pragma once

#include "server/audit/entry_composer.h"
#include "server/db/transaction.h"

namespace custos::audit {

/// Queues the entry of an act in the transaction of that act, so that neither stands without the other. The
/// transaction has entered the draft's practice. False, and nothing queued, when the draft is no entry.
[[nodiscard]] bool append(db::Transaction& work, const EntryComposer& composer, const Draft& draft);

} // namespace custos::audit
