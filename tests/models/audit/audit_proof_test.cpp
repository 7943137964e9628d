#include "models/audit/audit_proof.h"

#include "ledger/hash.h"
#include "models/audit/ledger_values.h"
#include "tests/support/audit_log.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace custos {

using namespace test;

namespace {

using Kind = AuditAlarm::Kind;
using Reason = AuditDoubt::Reason;

constexpr unsigned entries = 60;

/// An owner's computer that has seen the log at `seen` entries, and the newest page on its screen.
struct Desk {
    explicit Desk(unsigned seen = 40) {
        clock.at = sampleAuditNow();
        server.clock = &clock;
        if (seen > 0)
            store.remembered = CheckpointStore::Remembered{
                QByteArray::fromStdString(auditLog(seen).note(toLedger(clock.at.addDays(-3)))),
                clock.at.addDays(-20)};
        show();
    }

    LogServer server{auditLog(entries)};
    FakeStore store;
    FakeClock clock;
    std::unique_ptr<AuditProof> proof = makeProof();

    std::unique_ptr<AuditProof> makeProof() {
        return std::make_unique<AuditProof>(
            ProofRound::Sources{server, store, clock, server.honest.identity()});
    }
    void show(int count = 20) {
        const auto page = server.search({}, {.limit = count}).result();
        proof->setShown(page->entries, true);
    }
    /// What is found by the next round.
    const AuditFinding& find() {
        QSignalSpy found(proof.get(), &AuditProof::findingChanged);
        proof->stop();
        proof->start();
        [&] { QTRY_VERIFY(!found.isEmpty() && !std::holds_alternative<AuditChecking>(proof->finding())); }();
        return proof->finding();
    }
    const AuditAlarm* alarm() {
        find();
        return proof->alarm();
    }
    std::optional<Reason> doubt() {
        const auto* doubt = std::get_if<AuditDoubt>(&find());
        return doubt ? std::optional(doubt->reason) : std::nullopt;
    }
    const AuditProven* proven() { return std::get_if<AuditProven>(&find()); }

    /// What `custos-verify` would say about these files.
    auto verified(const QList<CheckpointStore::EvidenceFile>& files) const {
        const QTemporaryDir directory;
        for (const auto& file : files) {
            QFile out(directory.filePath(QString::fromLatin1(file.name)));
            if (out.open(QIODevice::WriteOnly))
                out.write(file.content);
        }
        return ledger::verifyExcerpt(directory.path().toStdString(), server.honest.identity());
    }
};

} // namespace

class AuditProofTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anHonestLogIsProven();
    void theFirstSightIsRememberedAndSaysSinceWhen();
    void remembersWhatItProved();
    void askingOnceIsEnoughForAnEntry();
    void whatWasProvenIsNotBelievedWhenTheMemoryIsOlder();
    void asksAFewThingsAtATime();
    void scrollingProvesTheNewEntries();

    void aRollbackIsAnAlarmThatNamesTheFirstLostEntry();
    void anOlderEpochIsARollback();
    void aForkIsAnAlarmThatNamesTheFirstEntryThatChanged();
    void aForkNobodySawIsBounded();
    void anEditedEntryIsNamed();
    void theLowestOfSeveralEditedEntriesIsNamed();
    void aWrongInclusionProofIsAnAlarm();
    void aProofDeniedForASignedTreeIsAnAlarm();
    void anotherKeyIsAnAlarm();
    void aTamperedCheckpointIsAnAlarm();
    void whatIsNoCheckpointIsAnAlarm();
    void aMissingMemoryIsAnAlarmAndNoFirstUse();
    void aDamagedMemoryIsAnAlarm();
    void aMemoryOfAnotherKeyIsAnAlarm();
    void aReceiptNeverSealedIsAnAlarm();
    void aReceiptThatTurnsUpIsNone();
    void anEntryShownButNeverSealedIsAnAlarm();

    void anOldCheckpointIsNotGreen();
    void aCheckpointOfTomorrowIsNotGreen();
    void noKeychainIsNotGreen();
    void notBeingAbleToRememberIsNotGreen();
    void noAnswerIsNotGreen();
    void anEntryNotSealedYetIsNotGreen();
    void anEntryLeftOutIsNotGreen();
    void aFilterMayLeaveOut();
    void anUnreadableEntryIsNotGreen();
    void anEntryOfAnotherPracticeIsNotGreen();
    void newEntriesOnTheScreenAreNotGreenUntilProven();

    void anAlarmKeepsWhatIsRemembered();
    void anAlarmStandsAfterTheServerIsHonestAgain();
    void anAlarmStandsAfterARestart();
    void anAlarmStandsThoughEvidenceCannotBeKept();
    void settlingAsksAgainAndALieRaisesTheNextAlarm();
    void evidenceIsKeptThoughOneScrollsMeanwhile();
    void evidenceConvincesTheOfflineVerifier();
    void aSavedProofConvincesTheOfflineVerifier();
    void anUnprovenEntryHasNoProofToSave();
    void whatAnotherWindowRemembersMeanwhileIsNoRollback();
};

void AuditProofTest::anHonestLogIsProven() {
    Desk desk;
    const AuditProven* proven = desk.proven();
    QVERIFY(proven);
    QCOMPARE(proven->shown, 20);
    QCOMPARE(proven->head->checkpoint.size, quint64(entries));
    QCOMPARE(proven->consistentSince, desk.clock.at.addDays(-20));
    QCOMPARE(desk.server.inclusions, 20);
    QVERIFY(desk.proof->provenEntry(entries - 1));
}

void AuditProofTest::theFirstSightIsRememberedAndSaysSinceWhen() {
    Desk desk(0);
    const AuditProven* proven = desk.proven();
    QVERIFY(proven);
    QCOMPARE(proven->consistentSince, desk.clock.at);
    QVERIFY(proven->firstSight);
    QVERIFY(desk.store.remembered);
    QVERIFY(!desk.proven()->firstSight);
}

void AuditProofTest::remembersWhatItProved() {
    Desk desk;
    QVERIFY(desk.proven());
    const auto text = desk.store.remembered->checkpoint.toStdString();
    const auto kept = ledger::parseAndVerify(text, desk.server.honest.identity());
    QVERIFY(kept);
    QCOMPARE(kept->size, quint64(entries));
    QCOMPARE(desk.store.remembered->firstSeen, desk.clock.at.addDays(-20));
}

void AuditProofTest::askingOnceIsEnoughForAnEntry() {
    Desk desk;
    QVERIFY(desk.proven());
    desk.server.honest.seal(auditEntry(900, toLedger(desk.clock.at)));
    QVERIFY(desk.proven());
    QCOMPARE(desk.server.inclusions, 20);
    desk.proof->proveAgain();
    QVERIFY(desk.proven());
    QVERIFY(desk.server.inclusions >= 40);
}

void AuditProofTest::whatWasProvenIsNotBelievedWhenTheMemoryIsOlder() {
    Desk desk;
    const auto older = desk.store.remembered;
    QVERIFY(desk.proven());
    // The newer memory did not last, and history after the older one was rewritten.
    desk.store.remembered = older;
    desk.server.lie = auditLog(entries, 47);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(47));
}

void AuditProofTest::asksAFewThingsAtATime() {
    Desk desk;
    desk.show(50);
    desk.server.answers.delayed = true;
    desk.proof->start();
    for (int answered = 0; answered < 52; ++answered) {
        QTRY_VERIFY(desk.server.answers.waiting() > 0);
        desk.server.answers.release();
    }
    QTRY_VERIFY(std::holds_alternative<AuditProven>(desk.proof->finding()));
    QCOMPARE(desk.server.mostAtOnce, ProofRound::mostAtOnce);
}

void AuditProofTest::scrollingProvesTheNewEntries() {
    Desk desk;
    QVERIFY(desk.proven());
    desk.show(30);
    QTRY_VERIFY(std::holds_alternative<AuditProven>(desk.proof->finding()));
    QCOMPARE(std::get<AuditProven>(desk.proof->finding()).shown, 30);
    QCOMPARE(desk.server.inclusions, 30);
}

void AuditProofTest::aRollbackIsAnAlarmThatNamesTheFirstLostEntry() {
    Desk desk;
    desk.server.lie = auditLog(35);
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Rollback);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(35));
}

void AuditProofTest::anOlderEpochIsARollback() {
    Desk desk;
    desk.server.epoch = 0;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Rollback);
    QVERIFY(!alarm->firstBadEntry);
}

void AuditProofTest::aForkIsAnAlarmThatNamesTheFirstEntryThatChanged() {
    Desk desk;
    QVERIFY(desk.proven());
    desk.server.lie = auditLog(entries, 47);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Fork);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(47));
    QCOMPARE(alarm->badBelow, std::optional<quint64>(entries));
}

void AuditProofTest::aForkNobodySawIsBounded() {
    Desk desk;
    desk.server.lie = auditLog(entries, 12);
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Fork);
    QVERIFY(!alarm->firstBadEntry);
    QCOMPARE(alarm->badBelow, std::optional<quint64>(40));
}

void AuditProofTest::anEditedEntryIsNamed() {
    Desk desk;
    desk.server.edited[51] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(51));
    QVERIFY(!desk.proof->provenEntry(51));
}

void AuditProofTest::theLowestOfSeveralEditedEntriesIsNamed() {
    Desk desk;
    desk.server.edited[58] = auditEntry(998, toLedger(desk.clock.at));
    desk.server.edited[44] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    QVERIFY(desk.alarm());
    QCOMPARE(desk.proof->alarm()->firstBadEntry, std::optional<quint64>(44));
}

void AuditProofTest::aWrongInclusionProofIsAnAlarm() {
    Desk desk;
    desk.server.wrongPaths = true;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(40));
}

void AuditProofTest::aProofDeniedForASignedTreeIsAnAlarm() {
    Desk desk;
    desk.server.deniesProofs = true;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Fork);
}

void AuditProofTest::anotherKeyIsAnAlarm() {
    Desk desk;
    desk.server.lie = ledger::SampleLog(entries, 8);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::BadSignature);
}

void AuditProofTest::aTamperedCheckpointIsAnAlarm() {
    Desk desk;
    QByteArray text = desk.server.checkpoint().result().value();
    desk.server.checkpointText = text.replace("\n60\n", "\n61\n");
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::BadSignature);
}

void AuditProofTest::whatIsNoCheckpointIsAnAlarm() {
    Desk desk;
    desk.server.checkpointText = "trust me";
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Malformed);
}

void AuditProofTest::aMissingMemoryIsAnAlarmAndNoFirstUse() {
    Desk desk;
    desk.store.failure = CheckpointStore::Failure::Missing;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::RememberedMissing);
    QCOMPARE(desk.store.remembers, 0);
}

void AuditProofTest::aDamagedMemoryIsAnAlarm() {
    Desk desk;
    desk.store.failure = CheckpointStore::Failure::Damaged;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::RememberedDamaged);
}

void AuditProofTest::aMemoryOfAnotherKeyIsAnAlarm() {
    Desk desk;
    desk.store.remembered->checkpoint = QByteArray::fromStdString(ledger::SampleLog(40, 8).note());
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::RememberedDamaged);
}

void AuditProofTest::aReceiptNeverSealedIsAnAlarm() {
    Desk desk;
    desk.proof->expectReceipt(bytesOf(ledger::someHash(5)));
    QVERIFY(desk.proven());
    desk.clock.at = desk.clock.at.addSecs(29);
    QVERIFY(desk.proven());
    desk.clock.at = desk.clock.at.addSecs(2);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::ReceiptMissing);
    const auto& files = desk.store.kept.last().files;
    const auto receipts =
        std::ranges::find(files, QByteArray("receipts"), &CheckpointStore::EvidenceFile::name);
    QVERIFY(receipts != files.end());
    QCOMPARE(receipts->content, bytesOf(ledger::someHash(5)).toBase64() + '\n');
}

void AuditProofTest::aReceiptThatTurnsUpIsNone() {
    Desk desk;
    const auto entry = auditEntry(901, toLedger(desk.clock.at));
    desk.proof->expectReceipt(bytesOf(ledger::leafHash(entry)));
    QVERIFY(desk.proven());
    desk.server.honest.seal(entry);
    desk.clock.at = desk.clock.at.addSecs(3600);
    QVERIFY(desk.proven());
    QVERIFY(desk.proven());
}

void AuditProofTest::anEntryShownButNeverSealedIsAnAlarm() {
    Desk desk;
    desk.server.signedSize = 55;
    QCOMPARE(desk.doubt(), std::optional(Reason::NotSealedYet));
    desk.clock.at = desk.clock.at.addSecs(31);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(55));
}

void AuditProofTest::anOldCheckpointIsNotGreen() {
    Desk desk;
    desk.server.signedAgo = std::chrono::seconds(301);
    QCOMPARE(desk.doubt(), std::optional(Reason::Stale));
    desk.server.signedAgo = std::chrono::seconds(299);
    QVERIFY(desk.proven());
}

void AuditProofTest::aCheckpointOfTomorrowIsNotGreen() {
    Desk desk;
    desk.server.signedAgo = -std::chrono::hours(24);
    QCOMPARE(desk.doubt(), std::optional(Reason::Stale));
}

void AuditProofTest::noKeychainIsNotGreen() {
    Desk desk;
    desk.store.failure = CheckpointStore::Failure::NoKeychain;
    QCOMPARE(desk.doubt(), std::optional(Reason::NoKeychain));
    desk.store.failure.reset();
    QVERIFY(desk.proven());
}

void AuditProofTest::notBeingAbleToRememberIsNotGreen() {
    Desk desk(0);
    desk.store.failsToWrite = CheckpointStore::Failure::Io;
    QCOMPARE(desk.doubt(), std::optional(Reason::StoreFailed));
}

void AuditProofTest::noAnswerIsNotGreen() {
    Desk desk;
    QVERIFY(desk.proven());
    desk.server.problem = Problem{.kind = Problem::Kind::Unreachable};
    QCOMPARE(desk.doubt(), std::optional(Reason::Unreachable));
    desk.server.problem = Problem{.kind = Problem::Kind::Forbidden};
    QCOMPARE(desk.doubt(), std::optional(Reason::Refused));
    desk.server.problem.reset();
    QVERIFY(desk.proven());
    QCOMPARE(desk.server.inclusions, 20);
}

void AuditProofTest::anEntryNotSealedYetIsNotGreen() {
    Desk desk;
    desk.server.signedSize = 59;
    QCOMPARE(desk.doubt(), std::optional(Reason::NotSealedYet));
    desk.server.signedSize.reset();
    QVERIFY(desk.proven());
}

void AuditProofTest::anEntryLeftOutIsNotGreen() {
    Desk desk;
    desk.server.withheld = {50};
    desk.show();
    QCOMPARE(desk.doubt(), std::optional(Reason::LeftOut));
    QCOMPARE(std::get<AuditDoubt>(desk.proof->finding()).index, std::optional<quint64>(50));
}

void AuditProofTest::aFilterMayLeaveOut() {
    Desk desk;
    const auto page = desk.server.search({.outcome = QStringLiteral("denied")}, {.limit = 20}).result();
    desk.proof->setShown(page->entries, false);
    QVERIFY(desk.proven());
}

void AuditProofTest::anUnreadableEntryIsNotGreen() {
    Desk desk;
    desk.server.honest.seal({1, 2, 3});
    desk.show();
    QCOMPARE(desk.doubt(), std::optional(Reason::Unreadable));
    QCOMPARE(std::get<AuditDoubt>(desk.proof->finding()).index, std::optional<quint64>(entries));
}

void AuditProofTest::anEntryOfAnotherPracticeIsNotGreen() {
    Desk desk;
    ledger::EntryFields fields = ledger::sampleFields(3);
    fields.tenant.bytes[0] ^= 1;
    desk.server.honest.seal(ledger::encode(ledger::Entry::make(fields).value()));
    desk.show();
    QCOMPARE(desk.doubt(), std::optional(Reason::Unreadable));
}

void AuditProofTest::newEntriesOnTheScreenAreNotGreenUntilProven() {
    Desk desk;
    QVERIFY(desk.proven());
    desk.server.answers.delayed = true;
    const auto page = [&] {
        auto reply = desk.server.search({}, {.limit = 30});
        desk.server.answers.releaseAll();
        return reply.result();
    }();
    desk.proof->setShown(page->entries, true);
    QVERIFY(std::holds_alternative<AuditChecking>(desk.proof->finding()));
}

void AuditProofTest::anAlarmKeepsWhatIsRemembered() {
    Desk desk;
    const QByteArray before = desk.store.remembered->checkpoint;
    desk.server.lie = auditLog(entries, 12);
    QVERIFY(desk.alarm());
    QCOMPARE(desk.store.remembered->checkpoint, before);
    QCOMPARE(desk.store.kept.size(), 1);
    QCOMPARE(desk.proof->alarm()->evidence, QStringLiteral("evidence-0"));
}

void AuditProofTest::anAlarmStandsAfterTheServerIsHonestAgain() {
    Desk desk;
    desk.server.edited[51] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    QVERIFY(desk.alarm());
    desk.server.edited.clear();
    desk.show();
    desk.proof->proveAgain();
    QVERIFY(desk.proof->alarm());
    desk.proof->stop();
    desk.proof->start();
    QTest::qWait(20);
    QVERIFY(desk.proof->alarm());
    QCOMPARE(desk.store.kept.size(), 1);
}

void AuditProofTest::anAlarmStandsAfterARestart() {
    Desk desk;
    desk.server.edited[51] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    QVERIFY(desk.alarm());
    desk.server.edited.clear();
    desk.proof = desk.makeProof();
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(51));
    QVERIFY(!desk.proof->evidence().isEmpty());
}

void AuditProofTest::anAlarmStandsThoughEvidenceCannotBeKept() {
    Desk desk;
    desk.store.failsToWrite = CheckpointStore::Failure::Io;
    desk.server.lie = auditLog(35);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QVERIFY(alarm->evidence.isEmpty());
    QVERIFY(!desk.proof->evidence().isEmpty());
}

void AuditProofTest::settlingAsksAgainAndALieRaisesTheNextAlarm() {
    Desk desk;
    desk.server.lie = auditLog(35);
    desk.show();
    QVERIFY(desk.alarm());
    desk.proof->settle();
    QTRY_COMPARE(desk.store.kept.size(), 2);
    QTRY_VERIFY(desk.proof->alarm());
    desk.server.lie.reset();
    desk.show();
    desk.proof->settle();
    QTRY_VERIFY(std::holds_alternative<AuditProven>(desk.proof->finding()));
}

void AuditProofTest::evidenceIsKeptThoughOneScrollsMeanwhile() {
    Desk desk;
    desk.server.edited[51] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    desk.server.answers.delayed = true;
    desk.proof->start();
    QTRY_COMPARE(desk.server.answers.waiting(), 1);
    QVERIFY(desk.proof->isProving());
    desk.proof->setShown({}, true);
    desk.server.answers.delayed = false;
    desk.server.answers.releaseAll();
    for (int scrolls = 0; scrolls < 20; ++scrolls) {
        desk.proof->setShown({}, true);
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY(desk.proof->alarm());
    QCOMPARE(desk.proof->alarm()->firstBadEntry, std::optional<quint64>(51));
    QCOMPARE(desk.store.kept.size(), 1);
}

void AuditProofTest::evidenceConvincesTheOfflineVerifier() {
    {
        Desk desk;
        desk.server.edited[51] = auditEntry(999, toLedger(desk.clock.at));
        desk.show();
        QVERIFY(desk.alarm());
        const auto found = desk.verified(desk.store.kept.last().files);
        QVERIFY(found);
        QCOMPARE(found->verdict.finding, ledger::Finding::EntryNotIncluded);
        QCOMPARE(found->verdict.firstBadIndex, std::optional<std::uint64_t>(51));
    }
    {
        Desk desk;
        desk.server.lie = auditLog(35);
        QVERIFY(desk.alarm());
        QCOMPARE(desk.verified(desk.store.kept.last().files)->verdict.finding, ledger::Finding::Rollback);
    }
    {
        Desk desk;
        desk.server.lie = auditLog(entries, 12);
        QVERIFY(desk.alarm());
        QCOMPARE(desk.verified(desk.store.kept.last().files)->verdict.finding, ledger::Finding::Fork);
    }
    {
        Desk desk;
        desk.server.lie = ledger::SampleLog(entries, 8);
        QVERIFY(desk.alarm());
        const auto found = desk.verified(desk.store.kept.last().files);
        QVERIFY(!found);
        QCOMPARE(found.error().fault, ledger::BundleFault::CheckpointRefused);
    }
}

void AuditProofTest::aSavedProofConvincesTheOfflineVerifier() {
    Desk desk;
    QVERIFY(desk.proven());
    const auto found = desk.verified(desk.proof->proofOfEntry(51));
    QVERIFY(found);
    QVERIFY(found->verdict.verified());
    QCOMPARE(found->shown, (std::vector<std::uint64_t>{51}));
}

void AuditProofTest::anUnprovenEntryHasNoProofToSave() {
    Desk desk;
    QVERIFY(desk.proof->proofOfEntry(51).isEmpty());
    QVERIFY(desk.proven());
    QVERIFY(desk.proof->proofOfEntry(7).isEmpty());
}

void AuditProofTest::whatAnotherWindowRemembersMeanwhileIsNoRollback() {
    Desk desk;
    desk.server.answers.delayed = true;
    desk.server.signedSize = 50;
    desk.proof->start();
    QTRY_COMPARE(desk.server.answers.waiting(), 1); // the checkpoint of 50 is on its way
    const QByteArray newer = QByteArray::fromStdString(desk.server.honest.note(toLedger(desk.clock.at)));
    desk.store.remembered->checkpoint = newer;
    desk.server.answers.delayed = false;
    desk.server.signedSize.reset();
    desk.server.answers.releaseAll();
    QTRY_VERIFY(!std::holds_alternative<AuditChecking>(desk.proof->finding()));
    QVERIFY(!desk.proof->alarm());
}

} // namespace custos

QTEST_GUILESS_MAIN(custos::AuditProofTest)
#include "audit_proof_test.moc"
