#include "server/audit/log_segment.h"

#include "ledger/chain.h"
#include "ledger/hash.h"

namespace custos::audit {

std::string_view code(Forgery forgery) {
    switch (forgery) {
    case Forgery::Mac:
        return "mac";
    case Forgery::Undecodable:
        return "undecodable";
    case Forgery::Tenant:
        return "tenant";
    case Forgery::Replayed:
        return "replayed";
    }
    return "unknown";
}

Result<ledger::Entry, Forgery> examine(const PendingRow& row, const ledger::MacKey& key) {
    if (!ledger::entryMacHolds(key, row.body, row.mac))
        return unexpected(Forgery::Mac);
    auto entry = ledger::decode(row.body);
    if (!entry)
        return unexpected(Forgery::Undecodable);
    if (entry->fields().tenant != row.tenant)
        return unexpected(Forgery::Tenant);
    return *std::move(entry);
}

LogSegment::LogSegment(const ledger::LedgerIdentity& ledger, ledger::Frontier frontier,
                       ledger::Hash chainHead)
    : ledger_(ledger)
    , frontier_(std::move(frontier))
    , chain_(chainHead) {}

void LogSegment::append(const PendingRow& row, std::optional<ledger::Entry> entry) {
    const ledger::Hash leaf = ledger::leafHash(row.body);
    chain_ = ledger::chainNext(chain_, leaf);
    leaves_.push_back({frontier_.size(), row.position, leaf, chain_, std::move(entry)});
    for (const ledger::Node& node : frontier_.append(leaf)) {
        if (node.id.level > 0)
            nodes_.push_back(node);
    }
}

ledger::Checkpoint LogSegment::checkpoint(ledger::UtcTime time, std::uint64_t epoch) const {
    return {frontier_.size(), frontier_.root(), time, epoch, chain_};
}

} // namespace custos::audit
