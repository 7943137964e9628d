#include "ledger/log_walk.h"

#include "ledger/chain.h"
#include "ledger/hash.h"

#include <algorithm>

namespace custos::ledger {

LogWalk::LogWalk(const LedgerIdentity& ledger, std::vector<Checkpoint> checkpoints)
    : checkpoints_(std::move(checkpoints))
    , links_{chainGenesis(ledger)} {
    std::ranges::sort(checkpoints_, {}, &Checkpoint::size);
    compareCheckpoints();
}

void LogWalk::witness(std::uint64_t index, const Hash& leaf) {
    witnessed_.emplace(index, leaf);
}

void LogWalk::expectReceipt(const Hash& leaf) {
    receipts_.insert(leaf);
}

void LogWalk::add(const SealedRow& sealed) {
    const Row row{sealed.index, sealed.entry ? leafHash(*sealed.entry) : sealed.leaf, sealed.leaf,
                  sealed.chain};
    // A receipt is kept by the entry itself, wherever it ended up.
    receipts_.erase(row.ofBody);
    if (misfits_.empty() && fits(row))
        accept(row);
    else
        misfits_.push_back(row);
}

bool LogWalk::fits(const Row& row) const {
    return row.index == frontier_.size() && row.ofBody == row.leaf &&
           row.chain == chainNext(links_.back(), row.leaf);
}

void LogWalk::accept(const Row& row) {
    const auto seen = witnessed_.find(row.index);
    if (seen != witnessed_.end() && seen->second != row.leaf && !firstContradicted_)
        firstContradicted_ = row.index;
    frontier_.append(row.leaf);
    links_.push_back(row.chain);
    compareCheckpoints();
}

void LogWalk::compareCheckpoints() {
    const std::uint64_t size = frontier_.size();
    if (nextCheckpoint_ == checkpoints_.size() || checkpoints_[nextCheckpoint_].size != size)
        return;
    const Hash root = frontier_.root();
    for (; nextCheckpoint_ < checkpoints_.size() && checkpoints_[nextCheckpoint_].size == size;
         ++nextCheckpoint_) {
        const Checkpoint& checkpoint = checkpoints_[nextCheckpoint_];
        if (checkpoint.root != root || checkpoint.chainHead != links_.back())
            contradictedAt_ = contradictedAt_.value_or(size);
    }
    // Whoever signs a rewritten log proves nothing by it.
    if (contradictedAt_ || firstContradicted_)
        return;
    proven_ = size;
    links_ = {links_.back()};
}

WalkReport LogWalk::finish() const {
    WalkReport report = contradictedAt_ || firstContradicted_ ? explainRewrite()
                        : misfits_.empty()                    ? walkedThrough()
                                                              : explainMisfit();
    report.missingReceipts.assign(receipts_.begin(), receipts_.end());
    return report;
}

WalkReport LogWalk::at(Damage damage, std::uint64_t index) const {
    return {damage, index, index, proven_, {}};
}

WalkReport LogWalk::walkedThrough() const {
    const std::uint64_t rows = frontier_.size();
    const std::uint64_t covered = checkpoints_.empty() ? 0 : checkpoints_.back().size;
    if (rows < covered)
        return at(Damage::Truncated, rows);
    if (rows > covered)
        return at(Damage::Inserted, covered);
    return at(Damage::None, 0);
}

// Everything fits together, but not with what was signed or seen before.
WalkReport LogWalk::explainRewrite() const {
    std::uint64_t last = contradictedAt_ ? *contradictedAt_ - 1 : *firstContradicted_;
    if (firstContradicted_)
        last = std::min(last, *firstContradicted_);
    return {Damage::Rewritten, std::min(proven_, last), last, proven_, {}};
}

// Rows that were slipped in may link up by themselves; then the next sealed row continues an earlier link.
std::optional<std::uint64_t> LogWalk::firstIntruder() const {
    const Row& row = misfits_.front();
    for (std::size_t back = links_.size() - 1; back-- > 0;)
        if (row.chain == chainNext(links_[back], row.leaf))
            return proven_ + back;
    return std::nullopt;
}

WalkReport LogWalk::explainMisfit() const {
    const Row& row = misfits_.front();
    const auto later = std::span(misfits_).subspan(1);
    const std::uint64_t index = frontier_.size();
    const std::uint64_t rows = index + misfits_.size();
    const std::uint64_t covered = checkpoints_.empty() ? 0 : checkpoints_.back().size;

    if (index >= covered)
        return at(Damage::Inserted, covered);
    if (row.ofBody != row.leaf) {
        const bool swapped = std::ranges::find(later, row.ofBody, &Row::leaf) != later.end();
        return at(swapped ? Damage::Reordered : Damage::Edited, index);
    }
    const Hash& link = links_.back();
    if (row.chain == chainNext(link, row.leaf))
        return at(Damage::Edited, index); // only its number is wrong
    const bool belongsLater = std::ranges::any_of(
        later, [&](const Row& other) { return row.chain == chainNext(other.chain, row.leaf); });
    const bool displacedOne = std::ranges::any_of(
        later, [&](const Row& other) { return other.chain == chainNext(link, other.leaf); });
    if (displacedOne)
        return at(belongsLater ? Damage::Reordered : Damage::Inserted, index);
    if (const auto intruder = firstIntruder())
        return at(Damage::Inserted, *intruder);
    return at(rows < covered || row.index > index ? Damage::Deleted : Damage::Edited, index);
}

} // namespace custos::ledger
