#pragma once

#include "ledger/entry.h"
#include "tests/support/superuser.h"

namespace custos::testing {

/// Every audit entry of that action, of any practice, the newest first.
inline std::vector<ledger::EntryFields> entriesOf(const Superuser& superuser, ledger::Action action) {
    std::vector<ledger::EntryFields> found;
    for (const auto& row : superuser.rows("select encode(body, 'hex') from audit.entries order by id desc")) {
        const auto entry = ledger::decode(*ledger::fromHex(row.front()));
        if (entry && entry->fields().action == action)
            found.push_back(entry->fields());
    }
    return found;
}

} // namespace custos::testing
