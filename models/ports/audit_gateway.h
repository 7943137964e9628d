#pragma once

#include "models/domain/id.h"
#include "models/domain/problem.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace custos {

struct AuditFilter {
    std::optional<UserId> actor;
    QString action;  ///< Stable name of ledger/action.h; empty: any.
    QString outcome; ///< "allowed", "denied", "failed"; empty: any.
    std::optional<PatientId> patient;
};

/// A sealed entry as it stands in the log: its place, and its canonical bytes for `ledger::decode`.
struct SealedEntry {
    quint64 index;
    QByteArray bytes;
};

struct AuditPage {
    QList<SealedEntry> entries;    ///< Newest first.
    QHash<UserId, QString> people; ///< Names for the actors met; not part of what is proven.
    quint64 total;                 ///< Sealed entries of the practice.
};

struct AuditWindow {
    std::optional<quint64> before; ///< Entries with a smaller index, newest first; absent: from the newest.
    int limit;                     ///< 1 to 500
};

struct ProofHashes {
    QList<QByteArray> hashes; ///< 32 bytes each
};

/// The audit trail and the proofs about it. What comes back is a claim until ledger/verifier.h has checked
/// it.
class AuditGateway {
public:
    virtual ~AuditGateway() = default;
    [[nodiscard]] virtual Reply<AuditPage> search(const AuditFilter& filter, const AuditWindow& window) = 0;
    [[nodiscard]] virtual Reply<QByteArray> checkpoint() = 0; ///< Signed note
    [[nodiscard]] virtual Reply<ProofHashes> inclusion(quint64 index, quint64 size) = 0;
    [[nodiscard]] virtual Reply<ProofHashes> consistency(quint64 from, quint64 to) = 0;
};

} // namespace custos
