#pragma once

#include "ledger/keys.h"
#include "ledger/mac.h"
#include "server/audit/seal_store.h"

#include <memory>

namespace custos::audit {

/// What sealing needs to know. The composer writes the sequencer's own entries (alerts).
struct SealingKeys {
    ledger::MacKey mac;
    ledger::SigningKey ledger;
};

struct SequencerOptions {
    std::size_t batchLimit = 4096; ///< entries sealed in one transaction
    /// Subjects in one transaction, give or take one entry's: it has to end well within its time limit,
    /// because a long one holds back the horizon up to which anything can be sealed.
    std::size_t subjectLimit = 20000;
    /// A practice without new entries gets a fresh checkpoint this often. Clients accept none older than
    /// five minutes as current.
    std::chrono::seconds refresh{60};
    std::chrono::milliseconds patience{5000}; ///< for one statement
};

enum class SealError {
    Unavailable, ///< no connection; the next step connects again
    Standby,     ///< another sequencer leads
    Fenced,      ///< led until another one took over; nothing was written
    LogDamaged,  ///< the table's nodes do not give the root that was signed last: nothing is built upon it
    Rejected,    ///< the database refused what was sealed; nothing was written
};

/// What one step did.
struct SealReport {
    std::size_t sealed = 0;           ///< entries
    std::size_t forged = 0;           ///< of these, sealed as evidence and reported by an alert entry
    std::size_t checkpoints = 0;      ///< signed
    bool more = false;                ///< the batch limit was reached: step again at once
    std::chrono::microseconds lag{0}; ///< age of the oldest entry in this step when it was sealed
};

/// Seals committed entries, in the order of their transactions, into each practice's chain and tree, and
/// signs checkpoints.
///
/// Guarantees, kill -9 at any point included: every committed entry is sealed exactly once, without gaps; a
/// step's leaves, nodes, checkpoint and cursor are one transaction, which only the holder of the current
/// fencing number can commit. See docs/audit.md for what happens to forged entries and after a restore.
///
/// Not thread-safe: one thread steps it. Owns one connection as custos_sequencer.
class Sequencer {
public:
    /// `conninfo` as custos_sequencer. The composer, whose clock signs, outlives the sequencer.
    Sequencer(std::string conninfo, SealingKeys keys, const EntryComposer& composer,
              SequencerOptions options = {});
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;
    ~Sequencer();

    /// Seals what is there. Connects, and tries to lead, as needed.
    [[nodiscard]] Result<SealReport, SealError> step();

    /// The fencing number while leading; it rises with every change of leader.
    [[nodiscard]] std::optional<std::uint64_t> fence() const { return fence_; }

private:
    [[nodiscard]] Result<void, SealError> becomeLeader();
    [[nodiscard]] Result<SealReport, SealError> seal();
    [[nodiscard]] Result<std::vector<LogSegment>, SealError>
    openSegments(const std::vector<PendingRow>& rows);
    [[nodiscard]] Result<LogSegment, SealError> openSegment(const LogHead& head,
                                                            std::span<const ledger::Hash> nodes) const;
    [[nodiscard]] std::optional<PreparedEntry> alertAbout(const PendingRow& row, Forgery forgery) const;
    /// Seals rows until the transaction is large enough. Gives back how many.
    [[nodiscard]] std::size_t sealRows(SealedStep& step, const std::vector<PendingRow>& rows,
                                       SealedLeaves known) const;
    void signCheckpoints(SealedStep& step, std::uint64_t epoch) const;
    void stepDown();

    const SealingKeys keys_;
    const EntryComposer& composer_;
    const SequencerOptions options_;
    SealStore store_;
    std::optional<std::uint64_t> fence_;
};

} // namespace custos::audit
