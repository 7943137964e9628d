#pragma once

#include "models/domain/problem.h"

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace custos {

/// What this computer has seen of the practice's log, outside the disposable cache: one file per practice and
/// ledger key, MACed by a secret of the keychain. Survives sign-out, expiry and new versions. Holds no PHI.
class CheckpointStore {
public:
    struct Remembered {
        QByteArray checkpoint; ///< The signed note, as received.
        QDateTime firstSeen;   ///< "consistent since"
    };
    enum class Failure {
        Missing,    ///< No file though this computer is enrolled and had one: an alarm, not a first use.
        Damaged,    ///< The MAC does not match: somebody wrote into it.
        NoKeychain, ///< Locked, missing or refusing: there is nothing to remember by, so nothing is green.
        Overtaken,  ///< Another window has remembered something since: `remember` alone.
        Io
    };

    /// A file of an evidence bundle (docs/ledger.md), which `custos-verify` reads.
    struct EvidenceFile {
        QByteArray name; ///< A file name of `a-z` only.
        QByteArray content;
    };
    /// What contradicted the remembered checkpoint, as long as nobody has decided about it.
    struct Evidence {
        QString directory;
        QList<EvidenceFile> files;
    };

    using Loaded = Result<std::optional<Remembered>, Failure>;
    using Standing = Result<std::optional<Evidence>, Failure>;

    virtual ~CheckpointStore() = default;
    /// nullopt only before anything was ever remembered since enrolment.
    [[nodiscard]] virtual QFuture<Loaded> load() = 0;
    /// Replaces `before`, as it was loaded and as this checkpoint was proven to continue it, and nothing
    /// else: what another window remembers meanwhile is never lost to an older one, nor to one that
    /// contradicts it.
    [[nodiscard]] virtual QFuture<Result<Done, Failure>>
    remember(const Remembered& checkpoint, const std::optional<Remembered>& before) = 0;
    /// Keeps what contradicts what is remembered in a new directory (0700), and says where. Nothing kept
    /// earlier is overwritten, and the remembered checkpoint stays what it is.
    [[nodiscard]] virtual QFuture<Result<QString, Failure>>
    keepEvidence(const QList<EvidenceFile>& files) = 0;
    /// The evidence kept last, unless it was settled since: an alarm that outlives restarts.
    [[nodiscard]] virtual QFuture<Standing> standingEvidence() = 0;
    /// An owner has decided: the evidence stays where it is and is no alarm any more. What is remembered does
    /// not change, so a log that still contradicts it raises the next alarm.
    [[nodiscard]] virtual QFuture<Result<Done, Failure>> settleEvidence() = 0;
};

} // namespace custos
