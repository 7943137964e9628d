#pragma once

#include "ledger/checkpoint.h"
#include "ledger/tree.h"

#include <map>
#include <set>

namespace custos::ledger {

/// A sealed entry as it is stored, with what was computed when it was sealed.
struct SealedRow {
    std::uint64_t index = 0;
    std::optional<Bytes> entry; ///< canonical bytes; none once retention purged the body
    Hash leaf{};
    Hash chain{};
};

enum class Damage {
    None,
    Edited,    ///< the row is not what was sealed here
    Deleted,   ///< the row that was sealed here is gone
    Inserted,  ///< the row was never sealed
    Reordered, ///< the row was sealed elsewhere
    Truncated, ///< the log ends here, but a checkpoint covers more
    Rewritten, ///< chain and tree were recomputed; a checkpoint remembers otherwise
};

struct WalkReport {
    Damage damage = Damage::None;
    /// The first bad index lies in [first, last]. Equal but for `Rewritten`, where only checkpoints
    /// and witnessed leaves bound it.
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    /// Entries below this are proven by a checkpoint.
    std::uint64_t provenUpTo = 0;
    std::vector<Hash> missingReceipts;

    [[nodiscard]] bool intact() const { return damage == Damage::None && missingReceipts.empty(); }
};

/// Walks a whole log, row by row in the order of storage, recomputing leaves, chain and tree, and names the
/// first bad entry. Needs the public key only. Keeps O(log n) hashes while all is well since the last
/// checkpoint that matched, and 104 bytes a row after the first bad one.
///
/// A server that edits, recomputes everything and signs again is contradicted by checkpoints that it signed
/// before; the more of them are remembered, the closer the edit is bounded.
class LogWalk {
public:
    /// `checkpoints`: the current one and all remembered ones, in any order, signatures already verified.
    LogWalk(const LedgerIdentity& ledger, std::vector<Checkpoint> checkpoints);

    /// A leaf seen at this index before, say in a page that was verified then.
    void witness(std::uint64_t index, const Hash& leaf);
    /// A leaf that some answer promised to be sealed.
    void expectReceipt(const Hash& leaf);

    void add(const SealedRow& row);
    [[nodiscard]] WalkReport finish() const;

private:
    struct Row {
        std::uint64_t index;
        Hash ofBody; // what the stored leaf hash should be
        Hash leaf;
        Hash chain;
    };

    [[nodiscard]] bool fits(const Row& row) const;
    void accept(const Row& row);
    void compareCheckpoints();
    [[nodiscard]] WalkReport at(Damage damage, std::uint64_t index) const;
    [[nodiscard]] WalkReport explainMisfit() const;
    [[nodiscard]] std::optional<std::uint64_t> firstIntruder() const;
    [[nodiscard]] WalkReport explainRewrite() const;
    [[nodiscard]] WalkReport walkedThrough() const;

    std::vector<Checkpoint> checkpoints_; // by size
    std::size_t nextCheckpoint_ = 0;
    std::map<std::uint64_t, Hash> witnessed_;
    std::set<Hash> receipts_;
    Frontier frontier_;
    std::uint64_t proven_ = 0;
    std::vector<Hash> links_;  // the chain from entry `proven_` on; the first is the link before it
    std::vector<Row> misfits_; // the first row that does not fit, and all after it
    std::optional<std::uint64_t> contradictedAt_;    // size of the first checkpoint that remembers otherwise
    std::optional<std::uint64_t> firstContradicted_; // lowest witnessed index with another leaf
};

} // namespace custos::ledger
