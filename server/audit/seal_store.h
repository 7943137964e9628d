#pragma once

#include "server/audit/entry_composer.h"
#include "server/audit/log_segment.h"

#include <memory>
#include <set>

namespace custos::audit {

enum class StoreError {
    Unavailable,
    Fenced,   ///< another sequencer took over
    Rejected, ///< the database refused it: nothing was written
};

/// How far sealing has come, as the table says.
struct SealCursor {
    Position after; ///< the entry sealed last
    std::uint64_t epoch = 0;
};

/// A practice's newest checkpoint, as it lies in the table: nothing in it is believed.
struct LogHead {
    ledger::Uuid tenant;
    std::string note; ///< empty: nothing is sealed yet
};

struct NodesOfLog {
    ledger::Uuid tenant;
    std::vector<ledger::NodeId> ids;
};

struct SignedCheckpoint {
    ledger::Uuid tenant;
    ledger::Checkpoint checkpoint;
    std::string note;
};

struct PendingRows {
    std::vector<PendingRow> rows;        ///< in the order of sealing
    std::chrono::microseconds oldest{0}; ///< age of the oldest of them, by the database's clock
};

/// Leaves by practice.
using SealedLeaves = std::set<std::pair<ledger::Uuid, ledger::Hash>>;

/// What one transaction adds.
struct SealedStep {
    std::uint64_t fence = 0;
    Position from; ///< the cursor that the step was computed from
    Position to;
    std::vector<LogSegment> segments;
    std::vector<SignedCheckpoint> checkpoints;
    std::vector<PreparedEntry> alerts;
    std::size_t forged = 0;
};

/// The sequencer's tables; the only part of sealing that talks to the database. One connection as
/// custos_sequencer; all calls but `connect` need it. Not thread-safe.
class SealStore {
public:
    SealStore(std::string conninfo, std::chrono::milliseconds patience);
    ~SealStore();

    [[nodiscard]] bool isConnected() const { return link_ != nullptr; }
    [[nodiscard]] Result<void, StoreError> connect();
    void disconnect();

    /// Takes the lock of leadership, which lasts as long as the connection. False: somebody else has it.
    [[nodiscard]] Result<bool, StoreError> tryLock();

    /// Whether this cluster is not the one in which the transaction numbers so far were drawn.
    [[nodiscard]] Result<bool, StoreError> isForeignCluster();
    /// Under the lock: raises the fencing number, and the epoch where the cluster is a foreign one, in which
    /// case the announcements are appended too. Gives back the fencing number.
    [[nodiscard]] Result<std::uint64_t, StoreError> takeLead(const std::vector<PreparedEntry>& announcements);

    [[nodiscard]] Result<SealCursor, StoreError> cursor();
    [[nodiscard]] Result<PendingRows, StoreError> pending(const SealCursor& cursor, std::size_t limit);
    /// The heads of these practices, in no order, and of those whose checkpoint was signed before or after
    /// these times. Practices without a sealed entry are left out.
    [[nodiscard]] Result<std::vector<LogHead>, StoreError> heads(const std::vector<ledger::Uuid>& tenants,
                                                                 ledger::UtcTime signedBefore,
                                                                 ledger::UtcTime signedAfter);
    [[nodiscard]] Result<std::vector<ledger::Uuid>, StoreError> tenantsWithLogs();
    /// The hashes in the order asked for, practice by practice; nodes that are not there are left out.
    [[nodiscard]] Result<std::vector<std::vector<ledger::Hash>>, StoreError>
    nodes(const std::vector<NodesOfLog>& wanted);
    /// Which of these rows' leaves are sealed already, in the row's practice.
    [[nodiscard]] Result<SealedLeaves, StoreError> alreadySealed(const std::vector<PendingRow>& rows);

    /// All of it, or nothing. Fenced when the lead or the cursor is not what the step was computed from.
    [[nodiscard]] Result<void, StoreError> write(const SealedStep& step);

private:
    struct Link;

    const std::string conninfo_;
    const std::chrono::milliseconds patience_;
    std::unique_ptr<Link> link_;
};

} // namespace custos::audit
