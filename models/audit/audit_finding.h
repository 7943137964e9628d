#pragma once

#include "ledger/checkpoint.h"
#include "ledger/proof.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <variant>

namespace custos {

/// A checkpoint whose signature held, and its text, which is the evidence.
struct SignedCheckpoint {
    ledger::Checkpoint checkpoint;
    QByteArray text;
};

/// An entry that was found in the tree of a checkpoint, here, by its own bytes.
struct ProvenEntry {
    ledger::Hash leaf{};
    ledger::Proof path;
    std::shared_ptr<const SignedCheckpoint> under;
};
using ProvenEntries = std::map<quint64, ProvenEntry>;

/// Everything that the green badge says was computed on this computer; it says nothing else.
struct AuditProven {
    std::shared_ptr<const SignedCheckpoint> head; ///< Signed by the practice's key, and at most 5 min old.
    QDateTime checkedAt;
    QDateTime consistentSince; ///< This head continues what this computer has remembered since then.
    bool firstSight = false;   ///< There was nothing to continue; from now on there is.
    int shown = 0;             ///< Entries shown, all of them included in the head's tree.
};

/// Why nothing is claimed. The log may be sound; what is known does not prove it.
struct AuditDoubt {
    enum class Reason {
        Unreachable,  ///< No answer. What was proven before is not repeated as if it were news.
        Refused,      ///< The server answered, but not with a proof.
        Stale,        ///< The newest checkpoint is over 5 min from this computer's clock.
        NoKeychain,   ///< Nothing to remember by.
        StoreFailed,  ///< This computer could not read or keep what it remembers.
        NotSealedYet, ///< Entries shown are newer than the newest checkpoint.
        Unreadable,   ///< Sealed bytes that this client cannot read as an entry of the practice.
        LeftOut       ///< The list has a gap: an entry between two shown ones was not sent.
    };
    Reason reason;
    std::optional<quint64> index = {}; ///< The first entry concerned, for the last three.
};

/// The log, not the moment, is at fault. Stands until an owner decides.
struct AuditAlarm {
    enum class Kind {
        Malformed,         ///< Not a checkpoint of this practice.
        BadSignature,      ///< Not signed by the key of the enrolment file.
        Rollback,          ///< Fewer entries, or an older epoch, than remembered.
        Fork,              ///< Does not continue what is remembered.
        EntryNotIncluded,  ///< An entry shown is not what was sealed there.
        ReceiptMissing,    ///< An answer's entry was never sealed.
        RememberedMissing, ///< What this computer remembered is gone.
        RememberedDamaged  ///< What this computer remembered was changed.
    };
    Kind kind;
    std::optional<quint64> firstBadEntry = {}; ///< The lowest index known to be wrong.
    /// Where the first bad entry cannot be told exactly: it lies below this index.
    std::optional<quint64> badBelow = {};
    QDateTime raisedAt = {};
    QString evidence = {}; ///< Where it is kept; empty when this computer could not keep it.
};

/// Nothing has been decided yet.
struct AuditChecking {};

using AuditFinding = std::variant<AuditChecking, AuditProven, AuditDoubt, AuditAlarm>;

/// The file `finding` of an evidence bundle: what stood on the screen, in four lines of text.
[[nodiscard]] QByteArray toText(const AuditAlarm& alarm);
/// Accepts what `toText` writes; `evidence` stays empty.
[[nodiscard]] std::optional<AuditAlarm> alarmFromText(const QByteArray& text);

} // namespace custos
