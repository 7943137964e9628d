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
    std::optional<UserId> actor = {};
    QString action = {};  ///< Stable name of ledger/action.h; empty: any.
    QString outcome = {}; ///< "allowed", "denied", "failed"; empty: any.
    std::optional<PatientId> patient = {};

    friend bool operator==(const AuditFilter&, const AuditFilter&) = default;
};

/// A sealed entry as it stands in the log: its place, and its canonical bytes for `ledger::decode`.
struct SealedEntry {
    quint64 index;
    QByteArray bytes;
};

struct AuditPage {
    QList<SealedEntry> entries;    ///< Newest first, whichever way was read.
    QHash<UserId, QString> people; ///< Names for the actors met; not part of what is proven.
    quint64 total;                 ///< Sealed entries of the practice.
    bool more;                     ///< Others follow, the way that was read, or may.
};

/// Where to read: the newest entries, those next before an index, or those next after one. Never both bounds.
struct AuditWindow {
    std::optional<quint64> before = {}; ///< Only entries with a smaller index.
    std::optional<quint64> after = {};  ///< Only entries with a greater index, the nearest ones.
    int limit = 100;                    ///< 1 to 500
};

struct ProofHashes {
    QList<QByteArray> hashes; ///< 32 bytes each
};

/// Where a leaf is said to be sealed.
struct SealedPlace {
    quint64 index;
    ProofHashes path; ///< RFC 9162 section 2.1.3
};

/// The audit trail and the proofs about it. What comes back is a claim until ledger/verifier.h has checked
/// it.
class AuditGateway {
public:
    virtual ~AuditGateway() = default;
    [[nodiscard]] virtual Reply<AuditPage> search(const AuditFilter& filter, const AuditWindow& window) = 0;
    [[nodiscard]] virtual Reply<QByteArray> checkpoint() = 0; ///< Signed note
    /// Problem::NotFound: the server has no tree of that size with such a leaf.
    [[nodiscard]] virtual Reply<ProofHashes> inclusion(quint64 index, quint64 size) = 0;
    [[nodiscard]] virtual Reply<ProofHashes> consistency(quint64 from, quint64 to) = 0;
    /// For an answer's `Audit-Receipt`, 32 bytes. Problem::NotFound: no entry below `size` has this leaf
    /// hash.
    [[nodiscard]] virtual Reply<SealedPlace> receipt(const QByteArray& leaf, quint64 size) = 0;
};

} // namespace custos
