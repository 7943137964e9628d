#include "models/audit/audit_proof.h"

#include "models/audit/later.h"
#include "models/audit/ledger_values.h"

#include <QTimer>

namespace custos {

AuditProof::AuditProof(const ProofRound::Sources& sources, QObject* parent)
    : QObject(parent)
    , sources_(sources)
    , next_(new QTimer(this)) {
    next_->setSingleShot(true);
    connect(next_, &QTimer::timeout, this, &AuditProof::prove);
}

AuditProof::~AuditProof() = default;

void AuditProof::start() {
    if (std::exchange(running_, true))
        return;
    prove();
}

void AuditProof::lookForAlarm() {
    if (std::exchange(looking_, true))
        return;
    later(sources_.store.standingEvidence(), this, [this](const CheckpointStore::Standing& standing) {
        looking_ = false;
        takeStanding(standing);
    });
}

void AuditProof::takeStanding(const CheckpointStore::Standing& standing) {
    if (!standing) {
        become(AuditDoubt{ProofRound::doubtFor(standing.error())});
        return proveSoon(every);
    }
    lookedForAlarm_ = true;
    if (!*standing)
        return prove();
    const auto& evidence = **standing;
    const auto found =
        std::ranges::find(evidence.files, QByteArray("finding"), &CheckpointStore::EvidenceFile::name);
    const auto read = found == evidence.files.end() ? std::nullopt : alarmFromText(found->content);
    AuditAlarm alarm = read.value_or(AuditAlarm{AuditAlarm::Kind::RememberedDamaged});
    alarm.evidence = evidence.directory;
    evidence_ = evidence.files;
    become(alarm);
}

void AuditProof::stop() {
    running_ = false;
    // A round that was keeping evidence just now is found again by it.
    lookedForAlarm_ = lookedForAlarm_ && alarm();
    next_->stop();
    endRound();
}

void AuditProof::setShown(const QList<SealedEntry>& entries, bool unfiltered) {
    shown_ = entries;
    unfiltered_ = unfiltered;
    if (std::holds_alternative<AuditProven>(finding_) && !showsOnlyProven())
        become(AuditChecking{});
    proveAfresh();
}

/// A round under way may be about to raise an alarm, so it is never cut short; it is followed by another.
void AuditProof::proveAfresh() {
    outdated_ = round_ != nullptr;
    if (!outdated_)
        proveSoon({});
}

bool AuditProof::showsOnlyProven() const {
    return std::ranges::all_of(shown_, [this](const SealedEntry& entry) { return provenEntry(entry.index); });
}

void AuditProof::expectReceipt(const QByteArray& leaf) {
    const auto hash = hashOf(leaf);
    if (!hash || std::ranges::find(receipts_, *hash, &PendingReceipt::leaf) != receipts_.end())
        return;
    if (receipts_.size() >= mostReceipts)
        receipts_.erase(receipts_.begin());
    receipts_.push_back({*hash, {}});
    if (round_)
        arrived_.push_back({*hash, {}});
}

void AuditProof::proveAgain() {
    if (alarm())
        return;
    forget();
    become(AuditChecking{});
    proveAfresh();
}

void AuditProof::forget() {
    proven_.clear();
    forgotten_ = true;
}

void AuditProof::settle() {
    if (!alarm())
        return;
    later(sources_.store.settleEvidence(), this,
          [this](const Result<Done, CheckpointStore::Failure>& settled) {
              if (!settled)
                  return;
              evidence_.clear();
              uncovered_.clear();
              receipts_.clear();
              forget();
              become(AuditChecking{});
              proveSoon({});
          });
}

const ProvenEntry* AuditProof::provenEntry(quint64 index) const {
    const auto proven = proven_.find(index);
    const auto shown = std::ranges::find(shown_, index, &SealedEntry::index);
    if (proven == proven_.end() || shown == shown_.end() || proven->second.leaf != leafOf(shown->bytes))
        return nullptr;
    return &proven->second;
}

QList<CheckpointStore::EvidenceFile> AuditProof::proofOfEntry(quint64 index) const {
    const ProvenEntry* proven = provenEntry(index);
    if (!proven)
        return {};
    const auto entry = std::ranges::find(shown_, index, &SealedEntry::index);
    const ledger::Excerpt excerpt{.checkpoint = proven->under->text.toStdString(),
                                  .remembered = {},
                                  .consistency = {},
                                  .shown = {{index, toLedger(entry->bytes), proven->path}}};
    QList<CheckpointStore::EvidenceFile> files;
    for (const ledger::BundleFile& file : ledger::toFiles(excerpt))
        files.append({QByteArray::fromStdString(file.name), QByteArray::fromStdString(file.content)});
    return files;
}

void AuditProof::proveSoon(std::chrono::milliseconds wait) {
    if (running_ && !alarm())
        next_->start(wait);
}

void AuditProof::prove() {
    if (!running_ || round_ || alarm())
        return;
    if (!lookedForAlarm_)
        return lookForAlarm();
    outdated_ = forgotten_ = false;
    arrived_.clear();
    round_ = new ProofRound(sources_, {shown_, unfiltered_, proven_, anchor_, uncovered_, receipts_}, this);
    connect(round_, &ProofRound::finished, this, &AuditProof::take);
    Q_EMIT provingChanged();
    round_->run();
}

void AuditProof::take(const ProofRound::Outcome& outcome) {
    adopt(outcome);
    endRound();
    const bool undecided = std::holds_alternative<AuditChecking>(outcome.finding);
    const bool outdated = undecided || (outdated_ && !std::holds_alternative<AuditAlarm>(outcome.finding));
    // About entries that are not the ones on the screen any more, or a memory that has moved on, nothing is
    // said.
    if (!outdated)
        become(outcome.finding);
    const auto* doubt = std::get_if<AuditDoubt>(&finding_);
    const bool soon = doubt && doubt->reason == AuditDoubt::Reason::NotSealedYet;
    proveSoon(outdated ? std::chrono::milliseconds{} : soon ? unsealedRetry : every);
}

void AuditProof::adopt(const ProofRound::Outcome& outcome) {
    if (!forgotten_)
        proven_ = outcome.proven;
    anchor_ = outcome.anchor;
    uncovered_ = outcome.uncovered;
    receipts_ = outcome.receipts;
    receipts_.insert(receipts_.end(), arrived_.begin(), arrived_.end());
    evidence_ = outcome.evidence;
}

void AuditProof::endRound() {
    if (!round_)
        return;
    round_->disconnect(this);
    std::exchange(round_, nullptr)->deleteLater();
    Q_EMIT provingChanged();
}

void AuditProof::become(AuditFinding finding) {
    finding_ = std::move(finding);
    Q_EMIT findingChanged();
}

} // namespace custos
