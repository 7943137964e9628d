#pragma once

#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/mac.h"
#include "ledger/tree.h"

namespace custos::audit {

/// Where an entry stands in the order of sealing: by database cluster, transaction, and row.
struct Position {
    std::uint64_t epoch = 0;
    std::uint64_t xid = 0;
    std::uint64_t id = 0;

    friend auto operator<=>(const Position&, const Position&) = default;
};

/// A committed row that waits for its seal, exactly as it lies in the table: nothing in it is believed.
struct PendingRow {
    Position position;
    ledger::Uuid tenant;
    ledger::Bytes body;
    ledger::Bytes mac;
};

/// Why a row is not what the server wrote. Goes as the reason into the alert.
enum class Forgery {
    Mac,         ///< not written by us, or edited since
    Undecodable, ///< our MAC over bytes that are no entry: a defect or a stolen MAC key
    Tenant,      ///< another practice's entry under this practice's name
    Replayed,    ///< a copy of an entry that is sealed already
};

[[nodiscard]] std::string_view code(Forgery forgery);

/// The entry in the row, or why it is none of ours. Replays are found by whoever knows what is sealed.
[[nodiscard]] Result<ledger::Entry, Forgery> examine(const PendingRow& row, const ledger::MacKey& key);

struct SealedLeaf {
    std::uint64_t index = 0;
    Position position;
    ledger::Hash leaf{};
    ledger::Hash chain{};
    std::optional<ledger::Entry> entry; ///< none for a forgery
};

/// What one step adds to one practice's log.
class LogSegment {
public:
    /// Continues the tree and chain that `head` describes.
    LogSegment(const ledger::LedgerIdentity& ledger, ledger::Frontier frontier, ledger::Hash chainHead);

    /// Seals the bytes as they are, whatever they say.
    void append(const PendingRow& row, std::optional<ledger::Entry> entry);

    [[nodiscard]] const ledger::LedgerIdentity& ledger() const { return ledger_; }
    [[nodiscard]] std::span<const SealedLeaf> leaves() const { return leaves_; }
    /// Complete subtrees above the leaves; level 0 are the leaves themselves.
    [[nodiscard]] std::span<const ledger::Node> nodes() const { return nodes_; }
    [[nodiscard]] ledger::Checkpoint checkpoint(ledger::UtcTime time, std::uint64_t epoch) const;

private:
    ledger::LedgerIdentity ledger_;
    ledger::Frontier frontier_;
    ledger::Hash chain_;
    std::vector<SealedLeaf> leaves_;
    std::vector<ledger::Node> nodes_;
};

} // namespace custos::audit
