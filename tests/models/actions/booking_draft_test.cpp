#include "models/actions/booking_draft.h"
#include "tests/support/fake_clients.h"

#include <QSignalSpy>
#include <QTest>

using namespace custos;
using namespace custos::test;

class BookingDraftTest : public QObject {
    Q_OBJECT

    struct World {
        FakeSchedule gateway;
        FakeClock clock;
        BookingDraft draft{gateway, clock};
        Opening early{gateway.sample.provider(u"Halvorsen").id, std::nullopt,
                      *TimeSpan::make(sampleTime(u"15:30"), sampleTime(u"16:00"))};
        Opening late{gateway.sample.provider(u"Venkat").id, std::nullopt,
                     *TimeSpan::make(sampleTime(u"16:30"), sampleTime(u"17:00"))};

        World() { gateway.freeTimes = {early, late}; }
        void choosePatient() {
            draft.setPatient(PatientSummary{PatientId::create(), QStringLiteral("Mockridge, Bo"), 1970,
                                            QStringLiteral("0142")});
        }
    };

private Q_SLOTS:
    void asksForOpeningsOfTheProvider() {
        World world;
        world.draft.setProvider(world.late.provider);
        QCOMPARE(world.draft.openings(), QList<Opening>{world.late});
        QCOMPARE(world.draft.openingsState(), BookingDraft::OpeningsState::Ready);
    }

    void dropsOpeningsOfAnOlderQuestion() {
        World world;
        world.gateway.answers.delayed = true;
        world.draft.setProvider(world.early.provider);
        world.draft.setProvider(world.late.provider);
        world.gateway.answers.release(1);
        world.gateway.answers.release(0);
        QCOMPARE(world.draft.openings(), QList<Opening>{world.late});
    }

    void takesTheLengthFromTheVisitType() {
        World world;
        world.draft.setVisitType(world.gateway.sample.directory.visitTypes[1]);
        QCOMPARE(world.draft.minutes(), 45);
    }

    void holdsAnOpeningForThreeMinutes() {
        World world;
        world.draft.choose(world.early);
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Held);
        QCOMPARE(world.draft.holdLeft(), std::chrono::seconds(180));
        world.clock.up += std::chrono::seconds(19);
        QCOMPARE(world.draft.holdLeft(), std::chrono::seconds(161));
    }

    void losesNothingWhenTheHoldEnds() {
        World world;
        world.choosePatient();
        world.draft.choose(world.early);
        world.clock.up += std::chrono::minutes(3);
        QTRY_COMPARE(world.draft.holdState(), BookingDraft::HoldState::Ended);
        const auto request = world.draft.request();
        QVERIFY(request);
        QVERIFY(!request->hold);
        QCOMPARE(request->time, world.early.time);
    }

    void letsGoOfTheOneHeldBefore() {
        World world;
        world.draft.choose(world.early);
        const HoldId first = *world.draft.hold();
        world.draft.choose(world.late);
        QCOMPARE(world.gateway.holdsReleased, QList<HoldId>{first});
    }

    void releasesAHoldThatArrivesTooLate() {
        World world;
        world.gateway.answers.delayed = true;
        world.draft.choose(world.early);
        world.draft.letGo();
        world.gateway.answers.releaseAll();
        QCOMPARE(world.gateway.holdsReleased.size(), 1);
        QVERIFY(!world.draft.hold());
    }

    void offersWhatIsFreeWhenSomebodyWasFaster() {
        World world;
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Conflict, .openings = {world.late}};
        world.draft.choose(world.early);
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Taken);
        QCOMPARE(world.draft.openings(), QList<Opening>{world.late});
    }

    void isNoRequestWithoutPatientAndTime() {
        World world;
        QVERIFY(!world.draft.request());
        world.choosePatient();
        QVERIFY(!world.draft.request());
        world.draft.choose(world.early);
        QVERIFY(world.draft.request()->hold);
    }

    void goesOnAfterALockWithTheHoldThatRanOn() {
        World world;
        world.choosePatient();
        world.draft.setProvider(world.early.provider);
        world.draft.choose(world.early);
        const auto hold = world.draft.hold();
        const UnfinishedBooking kept = world.draft.putAway();
        QVERIFY(world.draft.isEmpty());
        QVERIFY(world.gateway.holdsReleased.isEmpty());
        world.clock.up += std::chrono::seconds(60);
        BookingDraft next(world.gateway, world.clock);
        next.resume(kept);
        QCOMPARE(next.patient(), kept.patient);
        QCOMPARE(next.hold(), hold);
        QCOMPARE(next.holdState(), BookingDraft::HoldState::Held);
        QCOMPARE(next.holdLeft(), std::chrono::seconds(120));
        QCOMPARE(next.openings(), QList<Opening>{world.early});
    }

    void goesOnAfterALockWithoutTheHoldThatEnded() {
        World world;
        world.choosePatient();
        world.draft.choose(world.early);
        const UnfinishedBooking kept = world.draft.putAway();
        world.clock.up += std::chrono::minutes(3);
        BookingDraft next(world.gateway, world.clock);
        next.resume(kept);
        QCOMPARE(next.holdState(), BookingDraft::HoldState::Ended);
        QVERIFY(!next.hold());
        QCOMPARE(next.request()->time, world.early.time);
    }

    void keepsNoTimeThatSomebodyElseHasTaken() {
        World world;
        world.choosePatient();
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Conflict, .openings = {world.late}};
        world.draft.choose(world.early);
        QVERIFY(!world.draft.putAway().chosen);
    }

    void letsGoWhenItIsDropped() {
        FakeSchedule gateway;
        FakeClock clock;
        {
            BookingDraft draft(gateway, clock);
            draft.choose({gateway.sample.provider(u"Halvorsen").id, std::nullopt,
                          *TimeSpan::make(sampleTime(u"15:30"), sampleTime(u"16:00"))});
        }
        QCOMPARE(gateway.holdsReleased.size(), 1);
    }
};

QTEST_GUILESS_MAIN(BookingDraftTest)
#include "booking_draft_test.moc"
