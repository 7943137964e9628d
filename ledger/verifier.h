#pragma once

#include "ledger/checkpoint.h"

namespace custos::ledger {

/// An entry as the server shows it: the canonical bytes (what is displayed must be decoded from them) and the
/// proof that they stand at `index` in the tree of the checkpoint's size.
struct ShownEntry {
    std::uint64_t index = 0;
    Bytes entry;
    Proof inclusion;
};

/// The leaf hash that came with an answer (`Audit-Receipt`), and where the server says it was sealed.
struct Receipt {
    struct Sealed {
        std::uint64_t index = 0;
        Proof inclusion;
    };

    Hash leaf{};
    UtcTime givenAt;              ///< not before it was given, by the clock that signs checkpoints
    std::optional<Sealed> sealed; ///< nothing while the server knows no such entry
};

/// Everything that a client checks at once. Spans and texts are only looked at during the call.
struct LogView {
    LedgerIdentity ledger;
    /// What was remembered when the new checkpoint was *asked for*: answers that overtake each other would
    /// otherwise look like a rollback. None only at the first sight of this log.
    std::optional<Checkpoint> remembered;
    std::string_view checkpoint;       ///< the signed note as received
    std::span<const Hash> consistency; ///< from the remembered size to the new one
    std::span<const ShownEntry> shown;
    std::span<const Receipt> receipts;
};

struct Patience {
    /// A checkpoint further than this from `now`, in either direction, is not current.
    std::chrono::microseconds maxAge = std::chrono::minutes{5};
    /// A receipt has to be sealed in every checkpoint signed later than this after it was given.
    std::chrono::microseconds sealing = std::chrono::seconds{30};
};

/// In the order in which they are looked for: the first that holds is the verdict, so that a log which is
/// both stale and forked is called forked.
enum class Finding {
    Malformed,        ///< the checkpoint cannot be read, or is not this log's
    BadSignature,     ///< not signed by the ledger key
    Rollback,         ///< fewer entries or a lower epoch than remembered: acknowledged entries are gone
    Fork,             ///< does not continue what is remembered: history was rewritten
    EntryNotIncluded, ///< a shown entry is not what was sealed at that index
    ReceiptMissing,   ///< an answer's entry was never sealed: it was deleted before
    Stale,            ///< nothing wrong but the age; the log may have moved on, or the clocks differ
    Verified,
};

struct Verdict {
    Finding finding = Finding::Malformed;
    /// What the signature covers, from `Rollback` on. Remember it (and the text) only when `mayRemember`.
    std::optional<Checkpoint> checkpoint;
    /// The lowest index that is not what was sealed, for `EntryNotIncluded`.
    std::optional<std::uint64_t> firstBadIndex;
    /// The first receipt without its entry, for `ReceiptMissing`.
    std::optional<Hash> missingReceipt;

    [[nodiscard]] bool verified() const { return finding == Finding::Verified; }
    /// The log, not the moment, is at fault: raise the alarm and keep checkpoints, proofs and entries.
    [[nodiscard]] bool isAlarm() const { return finding < Finding::Stale; }
    /// The checkpoint continues what was remembered, whatever its age.
    [[nodiscard]] bool mayRemember() const { return !isAlarm(); }
};

/// Decides whether what the server shows is what was sealed, and whether that continues what this client has
/// seen before. Pure: reads no clock and keeps nothing.
[[nodiscard]] Verdict verify(const LogView& view, UtcTime now, const Patience& patience = {});

} // namespace custos::ledger
