#pragma once

#include "models/ports/audit_gateway.h"
#include "models/ports/checkpoint_store.h"
#include "tests/ledger/sample_log.h"
#include "tests/support/fake_clients.h"

#include <set>

namespace custos::test {

/// Entries of an invented day in a practice, each number another: what people at desks do.
[[nodiscard]] ledger::Bytes auditEntry(unsigned number, ledger::UtcTime time);
/// The first so many entries of one log, two minutes apart; the 1000th is just before `sampleAuditNow()`.
/// With `edited`, the history that somebody would write who changes that entry, recomputes all hashes and
/// signs with the real key.
[[nodiscard]] ledger::SampleLog auditLog(unsigned entries, std::optional<unsigned> edited = {});
[[nodiscard]] QDateTime sampleAuditNow();
[[nodiscard]] QHash<UserId, QString> auditPeople();

/// Serves a real ledger log, with real signatures and proofs, and lies where it is told to.
class LogServer final : public AuditGateway {
public:
    explicit LogServer(ledger::SampleLog log)
        : honest(std::move(log)) {}

    ledger::SampleLog honest;
    /// Served in place of the honest one when set: after a rollback, a fork, or an edit sealed again.
    std::optional<ledger::SampleLog> lie;
    std::map<quint64, ledger::Bytes> edited; ///< Shown in place of what was sealed.
    std::set<quint64> withheld;              ///< Left out of lists.
    std::optional<qsizetype> longestPage;    ///< Entries, whatever the limit: more would be too many bytes.
    bool wrongPaths = false;                 ///< Inclusion proofs of the entry's neighbour.
    bool deniesProofs = false;               ///< Answers "not found" about trees that it signed.
    std::optional<Problem> problem;          ///< Answers everything.
    std::optional<QByteArray> checkpointText;
    std::optional<quint64> signedSize; ///< The newest checkpoint covers fewer entries than there are.
    std::chrono::seconds signedAgo{1};
    quint64 epoch = 1;
    const Clock* clock = nullptr;
    Answers answers;
    int searches = 0, inclusions = 0, mostAtOnce = 0;

    [[nodiscard]] const ledger::SampleLog& log() const { return lie ? *lie : honest; }

    [[nodiscard]] Reply<AuditPage> search(const AuditFilter& filter, const AuditWindow& window) override;
    [[nodiscard]] Reply<QByteArray> checkpoint() override;
    [[nodiscard]] Reply<ProofHashes> inclusion(quint64 index, quint64 size) override;
    [[nodiscard]] Reply<ProofHashes> consistency(quint64 from, quint64 to) override;
    [[nodiscard]] Reply<SealedPlace> receipt(const QByteArray& leaf, quint64 size) override;

private:
    [[nodiscard]] SealedEntry shownAt(quint64 index) const;
    template<class T>
    Reply<T> give(Result<T, Problem> result);
};

/// Remembers in memory, as the real one does on disk. The real one is tested by itself.
class FakeStore final : public CheckpointStore {
public:
    std::optional<Remembered> remembered;
    std::optional<Failure> failure;      ///< Of everything.
    std::optional<Failure> failsToWrite; ///< Of `remember` and `keepEvidence`.
    QList<Evidence> kept;
    bool settled = false;
    int remembers = 0;

    [[nodiscard]] QFuture<Loaded> load() override;
    [[nodiscard]] QFuture<Result<Done, Failure>> remember(const Remembered& checkpoint,
                                                          const std::optional<Remembered>& before) override;
    [[nodiscard]] QFuture<Result<QString, Failure>> keepEvidence(const QList<EvidenceFile>& files) override;
    [[nodiscard]] QFuture<Standing> standingEvidence() override;
    [[nodiscard]] QFuture<Result<Done, Failure>> settleEvidence() override;
};

} // namespace custos::test
