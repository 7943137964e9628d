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
        Io
    };

    virtual ~CheckpointStore() = default;
    /// nullopt only before anything was ever remembered since enrolment.
    [[nodiscard]] virtual QFuture<Result<std::optional<Remembered>, Failure>> load() = 0;
    [[nodiscard]] virtual QFuture<Result<Done, Failure>> remember(const Remembered& checkpoint) = 0;
    /// Keeps what contradicts what is remembered (checkpoints, proofs, entries), and says where.
    [[nodiscard]] virtual QFuture<Result<QString, Failure>> keepEvidence(const QList<QByteArray>& pieces) = 0;
};

} // namespace custos
