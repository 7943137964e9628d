#include "models/audit/proof_round.h"

#include "ledger/hash.h"
#include "models/audit/later.h"
#include "models/audit/ledger_values.h"

#include <algorithm>

namespace custos {
namespace {

std::string_view textOf(const QByteArray& bytes) {
    return {bytes.constData(), size_t(bytes.size())};
}

bool isIncluded(const ledger::ShownEntry& entry, const ledger::Checkpoint& head) {
    return ledger::inclusionHolds(ledger::leafHash(entry.entry), entry.index, head.size, head.root,
                                  entry.inclusion);
}

AuditDoubt::Reason reasonFor(Problem::Kind kind) {
    return kind == Problem::Kind::Unreachable || kind == Problem::Kind::WrongServer
               ? AuditDoubt::Reason::Unreachable
               : AuditDoubt::Reason::Refused;
}

/// The server signed a tree and now knows no such leaf in it: no proof is an answer, and the wrong one.
template<class T>
bool isWithheld(const Result<T, Problem>& answer) {
    return !answer && answer.error().kind == Problem::Kind::NotFound;
}

} // namespace

ProofRound::ProofRound(const Sources& sources, Question question, QObject* parent)
    : QObject(parent)
    , sources_(sources)
    , question_(std::move(question)) {
    // What is not judged is asked again in the next round.
    outcome_.proven = question_.known;
    outcome_.anchor = question_.anchor;
    outcome_.uncovered = question_.uncovered;
    outcome_.receipts = question_.receipts;
}

AuditDoubt::Reason ProofRound::doubtFor(CheckpointStore::Failure failure) {
    return failure == CheckpointStore::Failure::NoKeychain ? AuditDoubt::Reason::NoKeychain
                                                           : AuditDoubt::Reason::StoreFailed;
}

void ProofRound::run() {
    // Before the checkpoint is asked for: whatever another window remembers meanwhile may be newer than the
    // answer, and would make it look like a rollback.
    later(sources_.store.load(), this,
          [this](const CheckpointStore::Loaded& loaded) { takeRemembered(loaded); });
}

void ProofRound::takeRemembered(const CheckpointStore::Loaded& loaded) {
    using Failure = CheckpointStore::Failure;
    if (!loaded && loaded.error() == Failure::Missing)
        return raise({AuditAlarm::Kind::RememberedMissing});
    if (!loaded && loaded.error() == Failure::Damaged)
        return raise({AuditAlarm::Kind::RememberedDamaged});
    if (!loaded)
        return doubt(doubtFor(loaded.error()));
    remembered_ = *loaded;
    if (remembered_) {
        const auto checkpoint = ledger::parseAndVerify(textOf(remembered_->checkpoint), sources_.ledger);
        if (!checkpoint)
            return raise({AuditAlarm::Kind::RememberedDamaged});
        earlier_.push_back({{*checkpoint, remembered_->checkpoint}, {}});
    }
    // Another window may have remembered more; an older file may have been put back.
    if (question_.anchor && (!remembered_ || question_.anchor->text != remembered_->checkpoint))
        earlier_.push_back({*question_.anchor, {}});
    // The longest tells what a rollback has lost; nothing more is asked about any of them then.
    std::ranges::stable_sort(earlier_, std::greater{},
                             [](const Earlier& earlier) { return earlier.head.checkpoint.size; });
    if (knowsTwoLogs()) {
        text_ = question_.anchor->text;
        judgedBy_ = &earlier_.front();
        return raise({AuditAlarm::Kind::Fork, {}, quint64(judgedBy_->head.checkpoint.size)});
    }
    ask(sources_.gateway.checkpoint(), [this](const Result<QByteArray, Problem>& text) {
        text ? takeCheckpoint(*text) : doubt(text.error());
    });
}

void ProofRound::takeCheckpoint(const QByteArray& text) {
    text_ = text;
    if (const auto checkpoint = ledger::parseAndVerify(textOf(text), sources_.ledger)) {
        head_ = std::make_shared<SignedCheckpoint>(SignedCheckpoint{*checkpoint, text});
        plan();
    }
}

/// Two trees of one size contradict each other, and no server has to be asked.
bool ProofRound::knowsTwoLogs() const {
    if (earlier_.size() < 2)
        return false;
    const ledger::Checkpoint& one = earlier_.front().head.checkpoint;
    const ledger::Checkpoint& other = earlier_.back().head.checkpoint;
    return one.size == other.size && (one.root != other.root || one.chainHead != other.chainHead);
}

void ProofRound::plan() {
    const auto isLonger = [this](const Earlier& earlier) {
        return earlier.head.checkpoint.size > head_->checkpoint.size;
    };
    if (std::ranges::any_of(earlier_, isLonger))
        return;
    planConsistency();
    planEntries(false);
    planReceipts();
}

void ProofRound::planConsistency() {
    for (Earlier& earlier : earlier_) {
        const quint64 from = earlier.head.checkpoint.size;
        if (from == 0 || from == head_->checkpoint.size)
            continue;
        waiting_.emplace_back([this, &earlier, from] {
            ask(sources_.gateway.consistency(from, head_->checkpoint.size),
                [this, &earlier](const Result<ProofHashes, Problem>& proof) {
                    if (!proof && !isWithheld(proof))
                        return doubt(proof.error());
                    earlier.consistency = proof ? proofOf(*proof) : ledger::Proof{};
                });
        });
    }
}

void ProofRound::planEntries(bool alsoKnown) {
    for (const SealedEntry& entry : std::as_const(question_.shown)) {
        const auto known = question_.known.find(entry.index);
        const bool isKnown = known != question_.known.end() && known->second.leaf == leafOf(entry.bytes);
        if (isKnown && !alsoKnown)
            continue;
        if (entry.index < head_->checkpoint.size) {
            waiting_.emplace_back([this, entry] { askInclusion(entry); });
            continue;
        }
        // Sealing and signing are a moment apart. By the server's own clock, not by this computer's.
        const auto since = question_.uncovered.try_emplace(entry.index, head_->checkpoint.time).first->second;
        uncovered_.emplace(entry.index, since);
        if (head_->checkpoint.time >= since + ledger::Patience{}.sealing)
            shown_.push_back({entry.index, toLedger(entry.bytes), {}});
    }
}

void ProofRound::planReceipts() {
    int asked = 0;
    for (PendingReceipt& receipt : question_.receipts) {
        if (receipt.since && asked < mostReceipts) {
            ++asked;
            waiting_.emplace_back(
                [this, pending = ledger::Receipt{receipt.leaf, *receipt.since, {}}] { askReceipt(pending); });
        } else {
            later_.push_back({receipt.leaf, receipt.since.value_or(head_->checkpoint.time)});
        }
    }
}

void ProofRound::askInclusion(const SealedEntry& entry) {
    ask(sources_.gateway.inclusion(entry.index, head_->checkpoint.size),
        [this, entry](const Result<ProofHashes, Problem>& proof) {
            if (!proof && !isWithheld(proof))
                return doubt(proof.error());
            shown_.push_back({entry.index, toLedger(entry.bytes), proof ? proofOf(*proof) : ledger::Proof{}});
        });
}

void ProofRound::askReceipt(ledger::Receipt receipt) {
    ask(sources_.gateway.receipt(bytesOf(receipt.leaf), head_->checkpoint.size),
        [this, receipt](const Result<SealedPlace, Problem>& place) mutable {
            if (!place && !isWithheld(place))
                return doubt(place.error());
            if (place)
                receipt.sealed = {place->index, proofOf(place->path)};
            receipts_.push_back(std::move(receipt));
        });
}

template<class T, class Take>
void ProofRound::ask(Reply<T> reply, Take take) {
    ++underWay_;
    later(reply, this, [this, take = std::move(take)](const Result<T, Problem>& answer) mutable {
        --underWay_;
        if (over_)
            return;
        take(answer);
        pump();
    });
}

void ProofRound::pump() {
    while (!over_ && underWay_ < mostAtOnce && !waiting_.empty()) {
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        next();
    }
    if (!over_ && underWay_ == 0 && waiting_.empty() && !text_.isNull())
        judge();
}

/// A contradiction to any of the earlier ones goes before all that may be wrong with entries.
ledger::Verdict ProofRound::verdict() {
    for (const Earlier& earlier : earlier_) {
        judgedBy_ = &earlier;
        if (const auto found = verdictAfter(judgedBy_); found.finding <= ledger::Finding::Fork)
            return found;
    }
    judgedBy_ = earlier_.empty() ? nullptr : &earlier_.front();
    return verdictAfter(judgedBy_);
}

ledger::Verdict ProofRound::verdictAfter(const Earlier* earlier) const {
    ledger::LogView view{.ledger = sources_.ledger,
                         .remembered = {},
                         .checkpoint = textOf(text_),
                         .consistency = {},
                         .shown = shown_,
                         .receipts = receipts_};
    if (earlier) {
        view.remembered = earlier->head.checkpoint;
        view.consistency = earlier->consistency;
    }
    return ledger::verify(view, toLedger(sources_.clock.now()));
}

void ProofRound::judge() {
    const ledger::Verdict found = verdict();
    if (found.finding == ledger::Finding::Fork && traceFork())
        return;
    if (found.isAlarm())
        return raise(alarmFor(found));
    adoptProofs();
    remember(found.verified());
}

/// A fork is certain without it; but entries that were proven before the fork tell where it begins.
bool ProofRound::traceFork() {
    if (std::exchange(traced_, true))
        return false;
    shown_.clear();
    planEntries(true);
    pump();
    return true;
}

std::optional<quint64> ProofRound::firstNotIncluded() const {
    std::optional<quint64> first;
    for (const ledger::ShownEntry& entry : shown_)
        if (!isIncluded(entry, head_->checkpoint))
            first = std::min(first.value_or(entry.index), quint64(entry.index));
    return first;
}

AuditAlarm ProofRound::alarmFor(const ledger::Verdict& found) const {
    using Kind = AuditAlarm::Kind;
    switch (found.finding) {
    case ledger::Finding::BadSignature:
        return {Kind::BadSignature};
    case ledger::Finding::Rollback: {
        // Entries from the new size on are gone; an older epoch alone says nothing about where.
        const bool shorter = found.checkpoint->size < judgedBy_->head.checkpoint.size;
        return {Kind::Rollback, shorter ? std::optional<quint64>(found.checkpoint->size) : std::nullopt};
    }
    case ledger::Finding::Fork:
        return {Kind::Fork, firstNotIncluded(), quint64(judgedBy_->head.checkpoint.size)};
    case ledger::Finding::EntryNotIncluded:
        return {Kind::EntryNotIncluded, found.firstBadIndex};
    case ledger::Finding::ReceiptMissing:
        return {Kind::ReceiptMissing};
    default:
        return {Kind::Malformed};
    }
}

/// Only after a verdict that is no alarm: then all of `shown_` is included, and all that is known still is.
void ProofRound::adoptProofs() {
    outcome_.proven.clear();
    for (const SealedEntry& entry : std::as_const(question_.shown))
        if (const auto known = question_.known.find(entry.index); known != question_.known.end())
            outcome_.proven.insert(*known);
    for (const ledger::ShownEntry& entry : shown_)
        outcome_.proven.insert_or_assign(entry.index,
                                         ProvenEntry{ledger::leafHash(entry.entry), entry.inclusion, head_});
    for (const ledger::Receipt& receipt : receipts_)
        if (!receipt.sealed)
            later_.push_back({receipt.leaf, receipt.givenAt});
    outcome_.receipts = later_;
    outcome_.uncovered = uncovered_;
    outcome_.anchor = head_;
}

void ProofRound::remember(bool current) {
    if (remembered_ && remembered_->checkpoint == text_)
        return conclude(current);
    const auto before = remembered_;
    remembered_ = Remembered{text_, before ? before->firstSeen : sources_.clock.now()};
    later(sources_.store.remember(*remembered_, before), this,
          [this, current](const Result<Done, CheckpointStore::Failure>& kept) {
              if (kept)
                  return conclude(current);
              if (kept.error() == CheckpointStore::Failure::Overtaken)
                  return finish(AuditChecking{});
              doubt(doubtFor(kept.error()));
          });
}

void ProofRound::conclude(bool current) {
    if (!current)
        return doubt(AuditDoubt::Reason::Stale);
    if (const auto doubtful = doubtAboutShown())
        return finish(*doubtful);
    finish(AuditProven{head_, sources_.clock.now(), remembered_->firstSeen, earlier_.empty(),
                       int(question_.shown.size())});
}

std::optional<AuditDoubt> ProofRound::doubtAboutShown() const {
    std::optional<AuditDoubt> unreadable, leftOut;
    const SealedEntry* newer = nullptr;
    for (const SealedEntry& entry : question_.shown) {
        if (!fieldsOf(entry.bytes, sources_.ledger.practice))
            unreadable = AuditDoubt{AuditDoubt::Reason::Unreadable, entry.index};
        if (question_.unfiltered && newer && newer->index != entry.index + 1)
            leftOut = AuditDoubt{AuditDoubt::Reason::LeftOut, entry.index + 1};
        newer = &entry;
    }
    if (unreadable || leftOut)
        return unreadable ? unreadable : leftOut;
    if (!uncovered_.empty())
        return AuditDoubt{AuditDoubt::Reason::NotSealedYet, uncovered_.begin()->first};
    return std::nullopt;
}

QList<CheckpointStore::EvidenceFile> ProofRound::bundle(const AuditAlarm& alarm) const {
    QByteArray before = remembered_ ? remembered_->checkpoint : QByteArray();
    if (judgedBy_)
        before = judgedBy_->head.text;
    const ledger::Excerpt excerpt{.checkpoint = text_.toStdString(),
                                  .remembered = before.toStdString(),
                                  .consistency = judgedBy_ ? judgedBy_->consistency : ledger::Proof{},
                                  .shown = shown_};
    QList<CheckpointStore::EvidenceFile> files{{"finding", toText(alarm)}};
    for (const ledger::BundleFile& file : ledger::toFiles(excerpt))
        files.append({QByteArray::fromStdString(file.name), QByteArray::fromStdString(file.content)});
    QByteArray missing;
    for (const ledger::Receipt& receipt : receipts_)
        if (!receipt.sealed)
            missing += bytesOf(receipt.leaf).toBase64() + '\n';
    if (!missing.isEmpty())
        files.append({"receipts", missing});
    return files;
}

void ProofRound::raise(AuditAlarm alarm) {
    over_ = true;
    alarm.raisedAt = sources_.clock.now();
    outcome_.proven.clear();
    outcome_.evidence = bundle(alarm);
    later(sources_.store.keepEvidence(outcome_.evidence), this,
          [this, alarm](const Result<QString, CheckpointStore::Failure>& kept) mutable {
              alarm.evidence = kept.value_or(QString());
              finish(alarm);
          });
}

void ProofRound::doubt(AuditDoubt::Reason reason) {
    finish(AuditDoubt{reason});
}

void ProofRound::doubt(const Problem& problem) {
    doubt(reasonFor(problem.kind));
}

void ProofRound::finish(AuditFinding finding) {
    over_ = true;
    outcome_.finding = std::move(finding);
    Q_EMIT finished(outcome_);
}

} // namespace custos
