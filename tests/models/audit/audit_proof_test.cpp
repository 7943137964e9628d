// What is proven of the log on an owner's screen, and what is not green.

#include "tests/models/audit/proof_desk.h"

namespace custos {

using namespace test;

namespace {

using Reason = AuditDoubt::Reason;

} // namespace

class AuditProofTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anHonestLogIsProven();
    void theFirstSightIsRememberedAndSaysSinceWhen();
    void remembersWhatItProved();
    void askingOnceIsEnoughForAnEntry();
    void asksAFewThingsAtATime();
    void scrollingProvesTheNewEntries();

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
    QVERIFY(std::holds_alternative<AuditProven>(desk.proof->finding()));
    const auto text = desk.store.remembered->checkpoint.toStdString();
    QCOMPARE(ledger::parseAndVerify(text, desk.server.honest.identity())->size, quint64(entries));
}

} // namespace custos

QTEST_GUILESS_MAIN(custos::AuditProofTest)
#include "audit_proof_test.moc"
