#include "models/audit/audit_finding.h"

#include <QTest>

namespace custos {

class AuditFindingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyAlarmIsReadBackAsItWasWritten_data();
    void everyAlarmIsReadBackAsItWasWritten();
    void acceptsNoOtherSpelling();
};

void AuditFindingTest::everyAlarmIsReadBackAsItWasWritten_data() {
    QTest::addColumn<int>("kind");
    for (int kind = int(AuditAlarm::Kind::Malformed); kind <= int(AuditAlarm::Kind::RememberedDamaged);
         ++kind)
        QTest::addRow("%d", kind) << kind;
}

void AuditFindingTest::everyAlarmIsReadBackAsItWasWritten() {
    QFETCH(int, kind);
    const AuditAlarm alarm{AuditAlarm::Kind(kind), 1203812, 1204000,
                           QDateTime({2026, 11, 16}, {21, 56, 7, 412}, Qt::UTC)};
    const auto read = alarmFromText(toText(alarm));
    QVERIFY(read);
    QCOMPARE(int(read->kind), kind);
    QCOMPARE(read->firstBadEntry, alarm.firstBadEntry);
    QCOMPARE(read->badBelow, alarm.badBelow);
    QCOMPARE(read->raisedAt, alarm.raisedAt);
}

void AuditFindingTest::acceptsNoOtherSpelling() {
    const QByteArray text =
        toText(AuditAlarm{.kind = AuditAlarm::Kind::Fork,
                          .badBelow = 7,
                          .raisedAt = QDateTime({2026, 11, 16}, {21, 56, 7, 412}, Qt::UTC)});
    QVERIFY(alarmFromText(text));
    QVERIFY(!alarmFromText(text + "\n"));
    QVERIFY(!alarmFromText(QByteArray(text).replace("below 7", "below 07")));
    QVERIFY(!alarmFromText(QByteArray(text).replace("fork", "spoon")));
    QVERIFY(!alarmFromText(QByteArray(text).replace("entry -", "entry")));
    QVERIFY(!alarmFromText(QByteArray(text).replace("2026", "soon")));
    QVERIFY(!alarmFromText({}));
}

} // namespace custos

QTEST_GUILESS_MAIN(custos::AuditFindingTest)
#include "audit_finding_test.moc"
