#include "models/tables/schedule_day.h"
#include "tests/support/fake_clients.h"

#include <QSignalSpy>
#include <QTest>

using namespace custos;
using namespace custos::test;

class ScheduleDayTest : public QObject {
    Q_OBJECT

    struct World {
        FakeSchedule gateway;
        FakeCache cache;
        FakeConnection connection;
        FakeClock clock;
        ScheduleDay day{{gateway, cache, connection, clock}, {}};
    };

    static VisitStatus statusOf(const World& world, QStringView family) {
        return world.day.board().find(world.gateway.sample.visit(family).id)->visit.status;
    }

    static Appointment movedBy(Appointment visit, int days) {
        visit.time = *TimeSpan::make(visit.time.start().addDays(days), visit.time.end().addDays(days));
        ++visit.version;
        return visit;
    }

private Q_SLOTS:
    void readsDirectoryAndDay() {
        World world;
        world.day.show(sampleDate());
        QCOMPARE(world.day.state(), ScheduleDay::State::Live);
        QCOMPARE(world.day.board().columns.size(), 4);
    }

    void keepsTheDayAlsoWhereTheKeychainAnswersAfterTheServer() {
        World world;
        world.cache.present = false;
        world.day.show(sampleDate());
        QVERIFY(!world.cache.kept);
        world.cache.open();
        QVERIFY(world.cache.kept);
        QCOMPARE(world.cache.kept->day.date, sampleDate());
    }

    void rereadsWhenAnotherDeskChangedTheDay() {
        World world;
        world.day.show(sampleDate());
        QSignalSpy spy(&world.day, &ScheduleDay::visitsChanged);
        const auto id = world.gateway.sample.visit(u"Stubley").id;
        world.gateway.changeElsewhere(id, VisitStatus::Arrived);
        QCOMPARE(statusOf(world, u"Stubley"), VisitStatus::Arrived);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy[0][0].value<QList<AppointmentId>>(), QList<AppointmentId>{id});
        QCOMPARE(world.gateway.directoriesRead, 1);
    }

    void ignoresEventsOfOtherDays() {
        World world;
        world.day.show(sampleDate());
        const auto reads = world.gateway.daysRead.size();
        Q_EMIT world.gateway.dayChanged(sampleDate().addDays(1),
                                        world.gateway.sample.directory.providers[0].id);
        QCOMPARE(world.gateway.daysRead.size(), reads);
    }

    void answersABurstOfEventsWithOneMoreRead() {
        World world;
        world.day.show(sampleDate());
        const auto before = world.gateway.daysRead.size();
        world.gateway.answers.delayed = true;
        for (int i = 0; i < 5; ++i)
            world.gateway.changeElsewhere(world.gateway.sample.visit(u"Stubley").id, VisitStatus::Arrived);
        world.gateway.answers.releaseAll();
        QCOMPARE(world.gateway.daysRead.size(), before + 2);
        QCOMPARE(world.day.board().find(world.gateway.sample.visit(u"Stubley").id)->visit.version, 6);
    }

    void dropsTheReplyForADayThatIsNoLongerShown() {
        World world;
        world.day.show(sampleDate());
        world.gateway.answers.delayed = true;
        world.day.show(sampleDate().addDays(1));
        world.day.show(sampleDate());
        QCOMPARE(world.gateway.answers.waiting(), 2);
        world.gateway.answers.release(1);
        world.gateway.answers.release(0);
        QCOMPARE(world.day.date(), sampleDate());
        QVERIFY(world.day.board().find(world.gateway.sample.visit(u"Stubley").id));
    }

    void neverGoesBackToAnOlderVersion() {
        World world;
        world.day.show(sampleDate());
        world.gateway.answers.delayed = true;
        world.day.reload(); // answered with version 1, later
        Appointment mine = world.gateway.sample.visit(u"Stubley");
        mine.version = 2;
        mine.status = VisitStatus::Arrived;
        world.day.apply(mine);
        world.gateway.answers.releaseAll();
        QCOMPARE(statusOf(world, u"Stubley"), VisitStatus::Arrived);
    }

    void aVisitOfAnotherDayDoesNotAppear() {
        World world;
        world.day.show(sampleDate());
        Appointment mine = movedBy(world.gateway.sample.visit(u"Stubley"), 1);
        mine.id = AppointmentId::create();
        QSignalSpy changed(&world.day, &ScheduleDay::changed);
        world.day.apply(mine);
        QVERIFY(!world.day.board().find(mine.id));
        QVERIFY(!world.day.schedule().appointments.contains(mine));
        QCOMPARE(changed.count(), 0);
        // 11:30 PM there is the next day in UTC already.
        mine.time = *TimeSpan::make(sampleTime(u"23:30").toUTC(), sampleTime(u"23:45").toUTC());
        world.day.apply(mine);
        QVERIFY(world.day.board().find(mine.id));
    }

    void aVisitThatWasMovedToAnotherDayLeaves() {
        World world;
        world.day.show(sampleDate());
        const int before = world.day.board().count(VisitStatus::Scheduled);
        const Appointment mine = movedBy(world.gateway.sample.visit(u"Stubley"), 1);
        world.day.apply(mine);
        QVERIFY(!world.day.board().find(mine.id));
        QCOMPARE(world.day.board().count(VisitStatus::Scheduled), before - 1);
        QCOMPARE(world.day.board().shown.first, 8 * 60); // not midnight
        world.day.apply(movedBy(mine, -1));              // taken back
        QVERIFY(world.day.board().find(mine.id));
    }

    void aReplyFromBeforeTheMoveDoesNotBringTheVisitBack() {
        World world;
        world.day.show(sampleDate());
        const Appointment mine = movedBy(world.gateway.sample.visit(u"Stubley"), 1);
        world.gateway.answers.delayed = true;
        world.day.reload(); // answered with the visit where it was, later
        auto& all = world.gateway.sample.day.appointments;
        all.removeIf([&](const Appointment& visit) { return visit.id == mine.id; });
        world.day.apply(mine);
        world.gateway.answers.release();
        QVERIFY(!world.day.board().find(mine.id));
        world.gateway.answers.releaseAll();
        QVERIFY(!world.day.board().find(mine.id));
        QCOMPARE(world.day.state(), ScheduleDay::State::Live);
    }

    void aHoldLeavesWhenItEndsThoughNobodyChangesTheDay() {
        World world;
        auto& holds = world.gateway.sample.day.holds;
        holds.first().expires = sampleTime(u"10:42").addMSecs(50);
        Hold own = holds.first();
        own.id = HoldId::create();
        own.time = *TimeSpan::make(sampleTime(u"14:00"), sampleTime(u"14:15"));
        own.mine = true;
        Hold later = own;
        later.id = HoldId::create();
        later.time = *TimeSpan::make(sampleTime(u"14:15"), sampleTime(u"14:30"));
        later.expires = sampleTime(u"10:45");
        holds.append({own, later});
        world.clock.at = sampleTime(u"09:00"); // a computer that is late
        world.day.show(sampleDate());
        const auto held = [&] { return world.day.board().columns[3].holds; };
        QCOMPARE(held().size(), 3);
        QSignalSpy changed(&world.day, &ScheduleDay::changed);
        QTest::qWait(100);
        QCOMPARE(held().size(), 3); // by the clock, which stood still
        world.clock.at = world.clock.at.addSecs(1);
        world.gateway.sample.day.holds.clear(); // as the server has it, but it is not asked
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(held().size(), 1);
        QCOMPARE(held().first().hold, later);
        QVERIFY(world.day.board().columns[3].free.contains(MinuteRange{16 * 60, 16 * 60 + 15}));
        QCOMPARE(world.gateway.daysRead.size(), 1);
    }

    void showsTheSavedCopyReadOnlyWhileTheServerIsAway() {
        World world;
        world.day.show(sampleDate());
        QVERIFY(world.cache.kept);
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.connection.become(ConnectionMonitor::State::Offline);
        QCOMPARE(world.day.state(), ScheduleDay::State::Saved);
        QVERIFY(world.day.isReadOnly());
        QCOMPARE(world.day.board().asOf, sampleTime(u"10:42"));
        // Waiting minutes would be false, and holds have long ended.
        QVERIFY(!world.day.board().find(world.gateway.sample.visit(u"Mockridge, Bo").id)->visit.arrivedAt);
        QVERIFY(world.day.board().columns[3].holds.isEmpty());
        world.connection.become(ConnectionMonitor::State::Connected);
        QCOMPARE(world.day.state(), ScheduleDay::State::Live);
    }

    void readsTheDirectoryAgainAfterACopyThatHasNotAllOfIt() {
        World world;
        world.day.show(sampleDate());
        world.cache.kept->directory.visitTypes.clear();
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.connection.become(ConnectionMonitor::State::Offline);
        QVERIFY(world.day.directory().visitTypes.isEmpty());
        world.connection.become(ConnectionMonitor::State::Connected);
        QCOMPARE(world.day.state(), ScheduleDay::State::Live);
        QCOMPARE(world.day.directory().visitTypes, world.gateway.sample.directory.visitTypes);
    }

    void failsClosedWhenAccessCannotBeLogged() {
        World world;
        world.day.show(sampleDate());
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::AuditUnavailable};
        world.day.reload();
        QCOMPARE(world.day.state(), ScheduleDay::State::Failed);
        QCOMPARE(world.day.problem()->kind, Problem::Kind::AuditUnavailable);
        QVERIFY(!world.day.maySeeBoard());
    }

    void keepsWhatWasReadWhileTheServerStumbles() {
        World world;
        world.day.show(sampleDate());
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::ServerFailed};
        world.day.reload();
        QVERIFY(world.day.maySeeBoard());
        QVERIFY(world.day.isReadOnly());
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::ServerFailed};
        world.day.show(sampleDate().addDays(1));
        QVERIFY(!world.day.maySeeBoard()); // nothing of that day was ever read
    }

    void takesNoCopyForADayThatWasNotSaved() {
        World world;
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.day.show(sampleDate());
        QCOMPARE(world.day.state(), ScheduleDay::State::Failed);
    }

    void changesNothingInACopy() {
        World world;
        world.day.show(sampleDate());
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.day.reload();
        Appointment mine = world.gateway.sample.visit(u"Stubley");
        mine.version = 9;
        mine.status = VisitStatus::Done;
        world.day.apply(mine);
        QCOMPARE(statusOf(world, u"Stubley"), VisitStatus::Scheduled);
    }

    void tellsTheTimeByThePracticesClock() {
        World world;
        world.clock.at = sampleTime(u"09:00").addDays(400); // a computer that is wrong by more than a year
        world.day.show(sampleDate());
        QCOMPARE(world.day.now(), sampleTime(u"10:42"));
        world.clock.at = world.clock.at.addSecs(600);
        QCOMPARE(world.day.now(), sampleTime(u"10:52"));
    }
};

QTEST_GUILESS_MAIN(ScheduleDayTest)
#include "schedule_day_test.moc"
