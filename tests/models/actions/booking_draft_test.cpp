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
        /// As it went out.
        KeyedBooking sendEarly() {
            choosePatient();
            draft.choose(early);
            return *draft.send();
        }
        void refuse(Problem::Kind kind) { draft.noteRefused({.kind = kind}); }
        void endHold() {
            clock.up += BookingDraft::holdLength;
            QTRY_COMPARE(draft.holdState(), BookingDraft::HoldState::Ended);
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

    void asksForTheNextOneOnceTheOneBeforeIsLetGoOf() {
        World world;
        world.draft.choose(world.early);
        world.gateway.answers.delayed = true;
        world.draft.choose(world.late);
        QCOMPARE(world.gateway.holdsReleased.size(), 1);
        QCOMPARE(world.gateway.holdsAsked, QList<TimeSpan>{world.early.time}); // its own hold is in the way
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Asking);
        world.gateway.answers.release();
        QCOMPARE(world.gateway.holdsAsked, (QList<TimeSpan>{world.early.time, world.late.time}));
        world.gateway.answers.release();
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Held);
        QCOMPARE(world.draft.chosen(), std::optional(world.late));
    }

    void holdsTheLastOfThoseThatWereChosenQuickly() {
        World world;
        world.gateway.answers.delayed = true;
        world.draft.choose(world.early);
        world.draft.choose(world.late);
        QCOMPARE(world.gateway.holdsAsked, QList<TimeSpan>{world.early.time});
        world.gateway.answers.release(); // the first is held, which nobody wants any more
        QCOMPARE(world.gateway.holdsReleased.size(), 1);
        QCOMPARE(world.gateway.holdsAsked.size(), 1);
        world.gateway.answers.releaseAll();
        QCOMPARE(world.gateway.holdsAsked, (QList<TimeSpan>{world.early.time, world.late.time}));
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Held);
        QCOMPARE(world.gateway.holdsReleased.size(), 1);
        QVERIFY(world.draft.hold() != std::optional(world.gateway.holdsReleased.first()));
    }

    void skipsWhatWasChosenInBetween() {
        World world;
        const Opening last{world.late.provider, std::nullopt,
                           *TimeSpan::make(sampleTime(u"14:00"), sampleTime(u"14:30"))};
        world.gateway.answers.delayed = true;
        world.draft.choose(world.early);
        world.draft.choose(world.late);
        world.draft.choose(last);
        world.gateway.answers.releaseAll();
        QCOMPARE(world.gateway.holdsAsked, (QList<TimeSpan>{world.early.time, last.time}));
        QCOMPARE(world.draft.chosen(), std::optional(last));
    }

    void holdsNothingThatWasLetGoOfWhileItWaited() {
        World world;
        world.draft.choose(world.early);
        world.gateway.answers.delayed = true;
        world.draft.choose(world.late);
        world.draft.letGo();
        world.gateway.answers.releaseAll();
        QCOMPARE(world.gateway.holdsAsked, QList<TimeSpan>{world.early.time});
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::None);
    }

    void choosingTheSameAgainAsksNothing() {
        World world;
        world.gateway.answers.delayed = true;
        world.draft.choose(world.early);
        world.draft.choose(world.early);
        world.gateway.answers.releaseAll();
        world.draft.choose(world.early);
        QCOMPARE(world.gateway.holdsAsked.size(), 1);
        QVERIFY(world.gateway.holdsReleased.isEmpty());
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Held);
    }

    void looksForOpeningsOfAnotherLengthOnceTheHoldIsLetGoOf() {
        World world;
        world.draft.choose(world.early);
        world.gateway.answers.delayed = true;
        world.draft.setMinutes(45);
        QCOMPARE(world.gateway.answers.waiting(), 1); // the release; the time it held would be missing
        QCOMPARE(world.draft.openingsState(), BookingDraft::OpeningsState::Loading);
        world.gateway.answers.release();
        QCOMPARE(world.gateway.answers.waiting(), 1);
        world.gateway.answers.release();
        QCOMPARE(world.draft.openings(), (QList<Opening>{world.early, world.late}));
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

    void sendsNothingWhileAnAnswerIsAwaited() {
        World world;
        world.sendEarly();
        QVERIFY(world.draft.isBeingBooked());
        QVERIFY(!world.draft.send());
    }

    void sendsTheSameAgainThoughTheHoldEndedMeanwhile() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        QVERIFY(world.draft.mayBeBooked());
        world.endHold();
        QCOMPARE(*world.draft.send(), first);
    }

    void sendsTheSameAgainWithAnotherHoldOnTheTime() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        world.endHold();
        world.draft.choose(world.early);
        QVERIFY(world.draft.hold());
        QVERIFY(world.draft.hold() != first.request.hold);
        QCOMPARE(*world.draft.send(), first);
    }

    void sendsAnotherVisitUnderAnotherKey() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        world.draft.choose(world.late);
        QVERIFY(!world.draft.isAsSent());
        QVERIFY(world.draft.mayBeBooked()); // said until another one goes out
        QVERIFY(world.draft.send()->key != first.key);
        QVERIFY(!world.draft.mayBeBooked());
    }

    void aRefusalOfTheRepeatSaysNothingOfTheFirst() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        QVERIFY(world.draft.send());
        world.refuse(Problem::Kind::Throttled);
        QVERIFY(world.draft.mayBeBooked());
        QCOMPARE(*world.draft.send(), first);
    }

    void aRefusalLeavesNothingOpen() {
        World world;
        world.sendEarly();
        world.refuse(Problem::Kind::Forbidden);
        QVERIFY(!world.draft.mayBeBooked());
        QVERIFY(world.draft.refusal());
        world.draft.choose(world.late);
        QVERIFY(!world.draft.refusal());
    }

    void takesANewKeyOnceTheTimeWasTaken() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        QVERIFY(world.draft.send());
        world.refuse(Problem::Kind::Conflict);
        QVERIFY(!world.draft.mayBeBooked());
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Taken);
        world.draft.choose(world.early); // free again
        QVERIFY(world.draft.send()->key != first.key);
    }

    void aConflictOfWhatIsNoLongerWantedTakesNothingElse() {
        World world;
        world.sendEarly();
        world.draft.choose(world.late);
        world.refuse(Problem::Kind::Conflict);
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::Held);
        QVERIFY(!world.draft.refusal());
    }

    void doesNotTakeItsOwnVisitForSomebodyElses() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        world.endHold();
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Conflict}; // with the visit that it may be
        world.draft.choose(world.early);
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::None);
        QCOMPARE(*world.draft.send(), first);
    }

    void doesNotTakeItForSomebodyElsesWhileItIsBeingBooked() {
        World world;
        const KeyedBooking first = world.sendEarly();
        world.endHold();
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Conflict};
        world.draft.choose(world.early);
        QCOMPARE(world.draft.holdState(), BookingDraft::HoldState::None);
        world.refuse(Problem::Kind::Unreachable);
        QCOMPARE(*world.draft.send(), first);
    }

    void leavesNothingOpenOnceItIsBooked() {
        World world;
        world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        QVERIFY(world.draft.send());
        world.draft.noteBooked();
        QVERIFY(!world.draft.mayBeBooked());
    }

    void letsGoOfAHoldThatTheBookingDidNotName() {
        World world;
        world.sendEarly();
        world.refuse(Problem::Kind::Unreachable);
        world.endHold();
        world.draft.choose(world.early);
        const HoldId second = *world.draft.hold();
        QVERIFY(world.draft.send());
        world.draft.noteBooked();
        QCOMPARE(world.gateway.holdsReleased, QList<HoldId>{second});
    }

    void leavesTheHoldThatTheBookingNamedToTheServer() {
        World world;
        world.sendEarly();
        world.draft.noteBooked();
        QVERIFY(world.gateway.holdsReleased.isEmpty());
    }

    void sendsTheSameAgainAfterALock_data() {
        QTest::addColumn<bool>("answered");
        QTest::newRow("answer lost") << true;
        QTest::newRow("under way") << false;
    }
    void sendsTheSameAgainAfterALock() {
        QFETCH(bool, answered);
        World world;
        const KeyedBooking first = world.sendEarly();
        if (answered)
            world.refuse(Problem::Kind::Unreachable);
        const UnfinishedBooking kept = world.draft.putAway();
        world.clock.up += BookingDraft::holdLength;
        BookingDraft next(world.gateway, world.clock);
        next.resume(kept);
        QVERIFY(next.mayBeBooked());
        QCOMPARE(*next.send(), first);
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
