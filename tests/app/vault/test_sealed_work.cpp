#include "app/vault/sealed_work.h"
#include "tests/support/sample_day.h"

#include <QTest>

namespace custos::app {
namespace {

const QByteArray share(32, 's');
const QByteArray otherShare(32, 'o');

KeyedBooking sampleBooking() {
    return {.request = {.patient = PatientId::create(),
                        .provider = ProviderId::create(),
                        .room = RoomId::create(),
                        .time = *TimeSpan::make(test::sampleTime(u"15:30"), test::sampleTime(u"16:00")),
                        .visitType = VisitTypeId::create(),
                        .reason = QStringLiteral("New patient"),
                        .hold = HoldId::create(),
                        .overbookReason = QStringLiteral("Provider agreed")},
            .key = IdempotencyKey::create()};
}

/// Every member set in the first, every one that can be absent absent in the second.
ParkedWork sampleWork() {
    const auto sample = test::SampleDay::make();
    const Provider& provider = sample.directory.providers.first();
    const auto time = *TimeSpan::make(test::sampleTime(u"15:30"), test::sampleTime(u"16:00"));
    const PatientSummary patient{PatientId::create(), QStringLiteral("Testerman, Silas"), 1970,
                                 QStringLiteral("0142")};
    const UnfinishedBooking full{.patient = patient,
                                 .visitType = sample.directory.visitTypes.first(),
                                 .minutes = 45,
                                 .provider = provider.id,
                                 .earliest = test::sampleTime(u"10:42"),
                                 .chosen = Opening{provider.id, sample.directory.rooms.first().id, time},
                                 .hold = HoldId::create(),
                                 .holdEnds = std::chrono::milliseconds(180'000),
                                 .sent = sampleBooking()};
    const UnfinishedBooking sparse{
        .patient = PatientSummary{PatientId::create(), QStringLiteral("Exemplar"), {}, {}},
        .visitType = {},
        .minutes = 30,
        .provider = {},
        .earliest = test::sampleTime(u"10:42"),
        .chosen = {},
        .hold = {}};
    return {.parked = {full, sparse}, .open = sparse};
}

} // namespace

class TestSealedWork : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void opensAgainUnderTheSameShareOnce() {
        SealedWork vault;
        vault.takeShare(share);
        vault.seal(sampleWork());
        vault.takeShare(share);
        const ParkedWork opened = vault.open();
        QCOMPARE(opened.count(), 3);
        QCOMPARE(opened.parked.first().patient->displayName, QStringLiteral("Testerman, Silas"));
        QCOMPARE(vault.open().count(), 0);
    }

    void readsBackEverythingThatWasKept() {
        const ParkedWork work = sampleWork();
        SealedWork vault;
        vault.takeShare(share);
        vault.seal(work);
        vault.takeShare(share);
        QCOMPARE(vault.open(), work);
    }

    void hasNoKeyWhileItIsSealed() {
        SealedWork vault;
        vault.takeShare(share);
        vault.seal(sampleWork());
        QCOMPARE(vault.open().count(), 0);
    }

    void opensUnderNoOtherShare() {
        SealedWork vault;
        vault.takeShare(share);
        vault.seal(sampleWork());
        vault.takeShare(otherShare);
        QCOMPARE(vault.open().count(), 0);
    }

    void keepsNothingWithoutAKey() {
        SealedWork vault;
        vault.seal(sampleWork());
        vault.takeShare(share);
        QCOMPARE(vault.open().count(), 0);
    }

    void isGoneWithTheSession() {
        SealedWork vault;
        vault.takeShare(share);
        vault.seal(sampleWork());
        vault.destroy();
        vault.takeShare(share);
        QCOMPARE(vault.open().count(), 0);
    }

    void bringsNothingBackOfAnEarlierLock() {
        SealedWork vault;
        vault.takeShare(share);
        vault.seal(sampleWork());
        vault.takeShare(share);
        vault.seal({});
        vault.takeShare(share);
        QCOMPARE(vault.open().count(), 0);
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestSealedWork)
#include "test_sealed_work.moc"
