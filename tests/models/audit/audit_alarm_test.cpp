// What raises the alarm about a log, that it stands, and the evidence that it keeps.

#include "ledger/hash.h"
#include "tests/models/audit/proof_desk.h"

namespace custos {

using namespace test;

namespace {

using Kind = AuditAlarm::Kind;

} // namespace

class AuditAlarmTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
    void anOlderMemoryPutBackWhileTheClientRunsHidesNothing();
    void anOlderCheckpointGivenLateToAnotherWindowReplacesNothing();
    void anotherTreeOfTheSameSizeInAnotherWindowIsAnAlarmWithoutTheServer();
    void aReceiptNeverSealedIsAnAlarm();
    void aReceiptThatTurnsUpIsNone();
    void anEntryShownButNeverSealedIsAnAlarm();

    void anAlarmKeepsWhatIsRemembered();
    void anAlarmStandsAfterTheServerIsHonestAgain();
    void anAlarmStandsAfterARestart();
    void anAlarmStandsThoughEvidenceCannotBeKept();
    void settlingAsksAgainAndALieRaisesTheNextAlarm();
    void evidenceIsKeptThoughOneScrollsMeanwhile();
    void evidenceConvincesTheOfflineVerifier();
};

void AuditAlarmTest::aRollbackIsAnAlarmThatNamesTheFirstLostEntry() {
    Desk desk;
    desk.server.lie = auditLog(35);
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Rollback);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(35));
}

void AuditAlarmTest::anOlderEpochIsARollback() {
    Desk desk;
    desk.server.epoch = 0;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Rollback);
    QVERIFY(!alarm->firstBadEntry);
}

void AuditAlarmTest::aForkIsAnAlarmThatNamesTheFirstEntryThatChanged() {
    Desk desk;
    QVERIFY(desk.proven());
    desk.server.lie = auditLog(entries, 47);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Fork);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(47));
    QCOMPARE(alarm->badBelow, std::optional<quint64>(entries));
}

void AuditAlarmTest::aForkNobodySawIsBounded() {
    Desk desk;
    desk.server.lie = auditLog(entries, 12);
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Fork);
    QVERIFY(!alarm->firstBadEntry);
    QCOMPARE(alarm->badBelow, std::optional<quint64>(40));
}

void AuditAlarmTest::anEditedEntryIsNamed() {
    Desk desk;
    desk.server.edited[51] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(51));
    QVERIFY(!desk.proof->provenEntry(51));
}

void AuditAlarmTest::theLowestOfSeveralEditedEntriesIsNamed() {
    Desk desk;
    desk.server.edited[58] = auditEntry(998, toLedger(desk.clock.at));
    desk.server.edited[44] = auditEntry(999, toLedger(desk.clock.at));
    desk.show();
    QVERIFY(desk.alarm());
    QCOMPARE(desk.proof->alarm()->firstBadEntry, std::optional<quint64>(44));
}

void AuditAlarmTest::aWrongInclusionProofIsAnAlarm() {
    Desk desk;
    desk.server.wrongPaths = true;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(40));
}

void AuditAlarmTest::aProofDeniedForASignedTreeIsAnAlarm() {
    Desk desk;
    desk.server.deniesProofs = true;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Fork);
}

void AuditAlarmTest::anotherKeyIsAnAlarm() {
    Desk desk;
    desk.server.lie = ledger::SampleLog(entries, 8);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::BadSignature);
}

void AuditAlarmTest::aTamperedCheckpointIsAnAlarm() {
    Desk desk;
    QByteArray text = desk.server.checkpoint().result().value();
    desk.server.checkpointText = text.replace("\n60\n", "\n61\n");
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::BadSignature);
}

void AuditAlarmTest::whatIsNoCheckpointIsAnAlarm() {
    Desk desk;
    desk.server.checkpointText = "trust me";
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::Malformed);
}

void AuditAlarmTest::aMissingMemoryIsAnAlarmAndNoFirstUse() {
    Desk desk;
    desk.store.failure = CheckpointStore::Failure::Missing;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::RememberedMissing);
    QCOMPARE(desk.store.remembers, 0);
}

void AuditAlarmTest::aDamagedMemoryIsAnAlarm() {
    Desk desk;
    desk.store.failure = CheckpointStore::Failure::Damaged;
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::RememberedDamaged);
}

void AuditAlarmTest::aMemoryOfAnotherKeyIsAnAlarm() {
    Desk desk;
    desk.store.remembered->checkpoint = QByteArray::fromStdString(ledger::SampleLog(40, 8).note());
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::RememberedDamaged);
}

void AuditAlarmTest::anOlderMemoryPutBackWhileTheClientRunsHidesNothing() {
    {
        Desk desk;
        const auto older = desk.store.remembered;
        QVERIFY(desk.proven());
        desk.store.remembered = older;
        desk.server.lie = auditLog(55);
        desk.proof->proveAgain();
        QTRY_VERIFY(desk.proof->alarm());
        QCOMPARE(desk.proof->alarm()->kind, Kind::Rollback);
        QCOMPARE(desk.proof->alarm()->firstBadEntry, std::optional<quint64>(55));
    }
    {
        Desk desk;
        const auto older = desk.store.remembered;
        QVERIFY(desk.proven());
        desk.store.remembered = older;
        desk.server.lie = auditLog(entries + 5, 47);
        const AuditAlarm* alarm = desk.alarm();
        QVERIFY(alarm);
        QCOMPARE(alarm->kind, Kind::Fork);
        QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(47));
        QCOMPARE(alarm->badBelow, std::optional<quint64>(entries));
        QCOMPARE(desk.verified(desk.store.kept.last().files)->verdict.finding, ledger::Finding::Fork);
    }
}

void AuditAlarmTest::anOlderCheckpointGivenLateToAnotherWindowReplacesNothing() {
    Desk desk;
    LogServer late(auditLog(entries));
    late.clock = &desk.clock;
    late.signedSize = 50;
    late.answers.delayed = true;
    AuditProof other({late, desk.store, desk.clock, late.honest.identity()});
    other.start();
    QTRY_COMPARE(late.answers.waiting(), 1); // both remember 40
    QVERIFY(desk.proven());
    const QByteArray newest = desk.store.remembered->checkpoint;
    late.answers.delayed = false;
    late.answers.releaseAll();
    QTRY_VERIFY(other.alarm()); // it was told that there are 60, and the server goes on saying 50
    QCOMPARE(other.alarm()->kind, Kind::Rollback);
    QCOMPARE(other.alarm()->firstBadEntry, std::optional<quint64>(50));
    QCOMPARE(desk.store.remembered->checkpoint, newest);
}

void AuditAlarmTest::anotherTreeOfTheSameSizeInAnotherWindowIsAnAlarmWithoutTheServer() {
    Desk desk;
    LogServer liar(auditLog(entries, 45));
    liar.clock = &desk.clock;
    liar.answers.delayed = true;
    AuditProof other({liar, desk.store, desk.clock, liar.honest.identity()});
    other.start();
    QTRY_COMPARE(liar.answers.waiting(), 1); // the checkpoint
    QVERIFY(desk.proven());
    const QByteArray first = desk.store.remembered->checkpoint;
    liar.answers.release();
    QTRY_COMPARE(liar.answers.waiting(), 1); // the proof that it continues 40, which it does
    liar.answers.release();
    liar.problem = Problem{.kind = Problem::Kind::Unreachable};
    QTRY_VERIFY(other.alarm());
    QCOMPARE(other.alarm()->kind, Kind::Fork);
    QCOMPARE(other.alarm()->badBelow, std::optional<quint64>(entries));
    QCOMPARE(desk.store.remembered->checkpoint, first);
    QCOMPARE(desk.verified(desk.store.kept.last().files)->verdict.finding, ledger::Finding::Fork);
}

void AuditAlarmTest::aReceiptNeverSealedIsAnAlarm() {
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

void AuditAlarmTest::aReceiptThatTurnsUpIsNone() {
    Desk desk;
    const auto entry = auditEntry(901, toLedger(desk.clock.at));
    desk.proof->expectReceipt(bytesOf(ledger::leafHash(entry)));
    QVERIFY(desk.proven());
    desk.server.honest.seal(entry);
    desk.clock.at = desk.clock.at.addSecs(3600);
    QVERIFY(desk.proven());
    QVERIFY(desk.proven());
}

void AuditAlarmTest::anEntryShownButNeverSealedIsAnAlarm() {
    Desk desk;
    desk.server.signedSize = 55;
    QCOMPARE(desk.doubt(), std::optional(AuditDoubt::Reason::NotSealedYet));
    desk.clock.at = desk.clock.at.addSecs(31);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QCOMPARE(alarm->kind, Kind::EntryNotIncluded);
    QCOMPARE(alarm->firstBadEntry, std::optional<quint64>(55));
}

void AuditAlarmTest::anAlarmKeepsWhatIsRemembered() {
    Desk desk;
    const QByteArray before = desk.store.remembered->checkpoint;
    desk.server.lie = auditLog(entries, 12);
    QVERIFY(desk.alarm());
    QCOMPARE(desk.store.remembered->checkpoint, before);
    QCOMPARE(desk.store.kept.size(), 1);
    QCOMPARE(desk.proof->alarm()->evidence, QStringLiteral("evidence-0"));
}

void AuditAlarmTest::anAlarmStandsAfterTheServerIsHonestAgain() {
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

void AuditAlarmTest::anAlarmStandsAfterARestart() {
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

void AuditAlarmTest::anAlarmStandsThoughEvidenceCannotBeKept() {
    Desk desk;
    desk.store.failsToWrite = CheckpointStore::Failure::Io;
    desk.server.lie = auditLog(35);
    const AuditAlarm* alarm = desk.alarm();
    QVERIFY(alarm);
    QVERIFY(alarm->evidence.isEmpty());
    QVERIFY(!desk.proof->evidence().isEmpty());
}

void AuditAlarmTest::settlingAsksAgainAndALieRaisesTheNextAlarm() {
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

void AuditAlarmTest::evidenceIsKeptThoughOneScrollsMeanwhile() {
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

void AuditAlarmTest::evidenceConvincesTheOfflineVerifier() {
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

} // namespace custos

QTEST_GUILESS_MAIN(custos::AuditAlarmTest)
#include "audit_alarm_test.moc"
