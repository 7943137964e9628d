#include "server/audit/append.h"

#include "server/db/queries.h"

namespace custos::audit {

bool append(db::Transaction& work, const EntryComposer& composer, const Draft& draft) {
    const auto entry = composer.compose(draft);
    if (entry)
        work.run(db::queries::audit_append, entry->bytes, ledger::ByteView(entry->mac));
    return entry.has_value();
}

} // namespace custos::audit
