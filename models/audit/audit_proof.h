#pragma once

#include "models/audit/proof_round.h"

class QTimer;

namespace custos {

/// Whether the audit trail shown is the one that was sealed, as far as this computer can compute it.
///
/// Proves at once when what is shown changes, and every 30 s. An entry once proven is proven again only by
/// the consistency of the next checkpoint, which covers it; and what this session has proven binds the next
/// one also where the file on the disk says less by then. An alarm is kept as evidence and stands, over
/// restarts, until `settle`; nothing that was remembered is overwritten by it. Lives on the GUI thread as
/// long as the session; everything it is built from outlives it.
class AuditProof final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds every{30};
    static constexpr std::chrono::milliseconds unsealedRetry{1500};
    static constexpr int mostReceipts = 4096; ///< Beyond these the oldest are let go unchecked.

    explicit AuditProof(const ProofRound::Sources& sources, QObject* parent = nullptr);
    ~AuditProof() override;

    /// Looks for a standing alarm, proves, and goes on proving. Safe to repeat.
    void start();
    /// For lock: asks nothing more until `start`. What was found stays.
    void stop();
    /// What the entries on the screen are, newest first. `unfiltered`: none between them may be missing.
    void setShown(const QList<SealedEntry>& entries, bool unfiltered);
    /// An answer's `Audit-Receipt`, 32 bytes.
    void expectReceipt(const QByteArray& leaf);
    /// Takes nothing as proven already. Does nothing while an alarm stands.
    void proveAgain();
    /// An owner has decided about the alarm. What contradicts what is remembered raises the next one.
    void settle();

    [[nodiscard]] const AuditFinding& finding() const { return finding_; }
    [[nodiscard]] bool isProving() const { return round_ != nullptr; }
    [[nodiscard]] const AuditAlarm* alarm() const { return std::get_if<AuditAlarm>(&finding_); }
    /// Null while the entry, as it is shown, is not proven.
    [[nodiscard]] const ProvenEntry* provenEntry(quint64 index) const;
    [[nodiscard]] const ledger::LedgerIdentity& ledger() const { return sources_.ledger; }

    /// A bundle that `custos-verify` reads: the entry with its proof. Empty while it is not proven.
    [[nodiscard]] QList<CheckpointStore::EvidenceFile> proofOfEntry(quint64 index) const;
    /// The same of what raised the alarm. Empty without one.
    [[nodiscard]] const QList<CheckpointStore::EvidenceFile>& evidence() const { return evidence_; }

Q_SIGNALS:
    void findingChanged();
    void provingChanged();

private:
    void lookForAlarm();
    void takeStanding(const CheckpointStore::Standing& standing);
    void proveSoon(std::chrono::milliseconds wait);
    void prove();
    void proveAfresh();
    void take(const ProofRound::Outcome& outcome);
    void adopt(const ProofRound::Outcome& outcome);
    void forget();
    void endRound();
    void become(AuditFinding finding);
    [[nodiscard]] bool showsOnlyProven() const;

    ProofRound::Sources sources_;
    QTimer* next_;
    bool running_ = false;
    bool looking_ = false;
    bool lookedForAlarm_ = false;
    bool outdated_ = false;  ///< What is shown has changed since the round began.
    bool forgotten_ = false; ///< What the round knows as proven is not wanted any more.
    ProofRound* round_ = nullptr;
    AuditFinding finding_;
    QList<SealedEntry> shown_;
    bool unfiltered_ = true;
    ProvenEntries proven_;
    std::shared_ptr<const SignedCheckpoint> anchor_; ///< What no later head may contradict.
    std::map<quint64, ledger::UtcTime> uncovered_;
    std::vector<PendingReceipt> receipts_;
    std::vector<PendingReceipt> arrived_; ///< Since the round began.
    QList<CheckpointStore::EvidenceFile> evidence_;
};

} // namespace custos
