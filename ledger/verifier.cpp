#include "ledger/verifier.h"

#include "ledger/hash.h"

#include <algorithm>

namespace custos::ledger {

namespace {

bool isRollback(const Checkpoint& remembered, const Checkpoint& current) {
    return current.size < remembered.size || current.epoch < remembered.epoch;
}

bool continues(const Checkpoint& remembered, const Checkpoint& current, const Proof& proof) {
    // The tree does not cover the chain, so two heads over one tree are two histories as well.
    if (remembered.size == current.size && remembered.chainHead != current.chainHead)
        return false;
    return consistencyHolds(remembered.size, remembered.root, current.size, current.root, proof);
}

bool isSealed(const Hash& leaf, std::uint64_t index, const Proof& proof, const Checkpoint& checkpoint) {
    return inclusionHolds(leaf, index, checkpoint.size, checkpoint.root, proof);
}

std::optional<std::uint64_t> firstNotIncluded(std::span<const ShownEntry> shown,
                                              const Checkpoint& checkpoint) {
    std::optional<std::uint64_t> first;
    for (const ShownEntry& entry : shown)
        if (!isSealed(leafHash(entry.entry), entry.index, entry.inclusion, checkpoint))
            first = std::min(first.value_or(entry.index), entry.index);
    return first;
}

bool isOverdue(const Receipt& receipt, const Checkpoint& checkpoint, const Patience& patience) {
    if (checkpoint.time < receipt.givenAt + patience.sealing)
        return false;
    return !receipt.sealed ||
           !isSealed(receipt.leaf, receipt.sealed->index, receipt.sealed->inclusion, checkpoint);
}

std::optional<Hash> firstOverdue(std::span<const Receipt> receipts, const Checkpoint& checkpoint,
                                 const Patience& patience) {
    const auto found = std::ranges::find_if(
        receipts, [&](const Receipt& receipt) { return isOverdue(receipt, checkpoint, patience); });
    return found == receipts.end() ? std::nullopt : std::optional(found->leaf);
}

bool isCurrent(const Checkpoint& checkpoint, UtcTime now, const Patience& patience) {
    // One signed far ahead would stay "current" for as long as it is replayed.
    return std::chrono::abs(now - checkpoint.time) <= patience.maxAge;
}

Finding unreadable(CheckpointError error) {
    const bool unsigned_ = error == CheckpointError::BadSignature || error == CheckpointError::UnknownKey;
    return unsigned_ ? Finding::BadSignature : Finding::Malformed;
}

} // namespace

Verdict verify(const LogView& view, UtcTime now, const Patience& patience) {
    const auto checkpoint = parseAndVerify(view.checkpoint, view.ledger);
    if (!checkpoint)
        return {unreadable(checkpoint.error()), {}, {}, {}};

    const Proof consistency(view.consistency.begin(), view.consistency.end());
    if (view.remembered && isRollback(*view.remembered, *checkpoint))
        return {Finding::Rollback, *checkpoint, {}, {}};
    if (view.remembered && !continues(*view.remembered, *checkpoint, consistency))
        return {Finding::Fork, *checkpoint, {}, {}};
    if (const auto index = firstNotIncluded(view.shown, *checkpoint))
        return {Finding::EntryNotIncluded, *checkpoint, index, {}};
    if (const auto leaf = firstOverdue(view.receipts, *checkpoint, patience))
        return {Finding::ReceiptMissing, *checkpoint, {}, leaf};
    const Finding finding = isCurrent(*checkpoint, now, patience) ? Finding::Verified : Finding::Stale;
    return {finding, *checkpoint, {}, {}};
}

} // namespace custos::ledger
