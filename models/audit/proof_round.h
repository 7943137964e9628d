#pragma once

#include "ledger/excerpt.h"
#include "models/audit/audit_finding.h"
#include "models/ports/audit_gateway.h"
#include "models/ports/checkpoint_store.h"
#include "models/ports/clock.h"

#include <QObject>

#include <deque>
#include <functional>
#include <set>

namespace custos {

/// An `Audit-Receipt` that still has to turn up in the log.
struct PendingReceipt {
    ledger::Hash leaf{};
    /// By the server's clock, from the first checkpoint seen after it: clocks that differ raise no alarm.
    std::optional<ledger::UtcTime> since;
};

/// One pass over everything: what is remembered, a fresh checkpoint, its consistency, the entries shown, the
/// receipts; then `ledger::verify`, and what it allows to be remembered or demands to be kept.
///
/// Runs once. Goes away with its parent in the middle of anything, and no answer reaches it then. Gateway,
/// store and clock outlive it.
class ProofRound final : public QObject {
    Q_OBJECT
public:
    static constexpr int mostAtOnce = 6;    ///< Questions under way.
    static constexpr int mostReceipts = 32; ///< Asked about in one round.

    struct Sources {
        AuditGateway& gateway;
        CheckpointStore& store;
        const Clock& clock;
        ledger::LedgerIdentity ledger;
    };
    struct Question {
        QList<SealedEntry> shown; ///< Newest first.
        bool unfiltered = true;   ///< `shown` is meant to be without gaps.
        ProvenEntries known;      ///< Proven under `anchor` or before it.
        /// The newest that this session has proven. It has to be continued too, whatever the file says by
        /// now.
        std::shared_ptr<const SignedCheckpoint> anchor;
        std::map<quint64, ledger::UtcTime> uncovered; ///< Shown, and beyond the checkpoint of then.
        std::vector<PendingReceipt> receipts;
    };
    struct Outcome {
        AuditFinding
            finding; ///< `AuditChecking` where another window was faster: another round has to decide.
        ProvenEntries proven;
        std::shared_ptr<const SignedCheckpoint> anchor;
        std::map<quint64, ledger::UtcTime> uncovered;
        std::vector<PendingReceipt> receipts; ///< Still to turn up.
        QList<CheckpointStore::EvidenceFile> evidence;
    };

    ProofRound(const Sources& sources, Question question, QObject* parent);
    void run();

    [[nodiscard]] static AuditDoubt::Reason doubtFor(CheckpointStore::Failure failure);

Q_SIGNALS:
    void finished(const custos::ProofRound::Outcome& outcome);

private:
    using Remembered = CheckpointStore::Remembered;
    /// What the new checkpoint has to continue, and the server's proof that it does.
    struct Earlier {
        SignedCheckpoint head;
        ledger::Proof consistency;
    };

    void takeRemembered(const CheckpointStore::Loaded& loaded);
    void takeCheckpoint(const QByteArray& text);
    [[nodiscard]] bool knowsTwoLogs() const;
    void plan();
    void planConsistency();
    void planEntries(bool alsoKnown);
    void planReceipts();
    void pump();
    void askInclusion(const SealedEntry& entry);
    void askReceipt(ledger::Receipt receipt);
    template<class T, class Take>
    void ask(Reply<T> reply, Take take);

    void judge();
    [[nodiscard]] ledger::Verdict verdict();
    [[nodiscard]] ledger::Verdict verdictAfter(const Earlier* earlier) const;
    [[nodiscard]] bool traceFork();
    [[nodiscard]] AuditAlarm alarmFor(const ledger::Verdict& verdict) const;
    [[nodiscard]] std::optional<quint64> firstNotIncluded() const;
    [[nodiscard]] std::optional<AuditDoubt> doubtAboutShown() const;
    [[nodiscard]] QList<CheckpointStore::EvidenceFile> bundle(const AuditAlarm& alarm) const;
    void adoptProofs();
    void remember(bool current);
    void conclude(bool current);
    void raise(AuditAlarm alarm);
    void doubt(AuditDoubt::Reason reason);
    void doubt(const Problem& problem);
    void finish(AuditFinding finding);

    Sources sources_;
    Question question_;
    Outcome outcome_;
    std::optional<Remembered> remembered_; ///< As it stood before the checkpoint was asked for.
    /// What is remembered, and the anchor where that is another; the longest first.
    std::vector<Earlier> earlier_;
    const Earlier* judgedBy_ = nullptr; ///< The one of them that the verdict is about.
    QByteArray text_;
    std::shared_ptr<const SignedCheckpoint> head_;
    std::vector<ledger::ShownEntry> shown_;
    std::vector<ledger::Receipt> receipts_;
    std::map<quint64, ledger::UtcTime> uncovered_;
    std::vector<PendingReceipt> later_;
    std::deque<std::function<void()>> waiting_;
    int underWay_ = 0;
    bool traced_ = false;
    bool over_ = false;
};

} // namespace custos
