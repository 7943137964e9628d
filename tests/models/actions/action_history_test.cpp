#include "models/actions/action_history.h"
#include "models/actions/book_appointment.h"
#include "models/actions/change_status.h"
#include "models/actions/move_appointment.h"
#include "tests/support/fake_clients.h"

#include <QTest>

using namespace custos;
using namespace custos::test;

class ActionHistoryTest : public QObject {
    Q_OBJECT

    struct World {
        FakeSchedule gateway;
        ActionHistory history{gateway};
        QList<Act> performed;
        QList<Problem> refused;
        QList<Act> undone;
        QList<UndoBar> bars;
        QStringList colleagues;

        World() {
            const auto keep = [](auto& list) { return [&list](const auto& value) { list.append(value); }; };
            connect(&history, &ActionHistory::performed, &history, keep(performed));
            connect(&history, &ActionHistory::undone, &history, keep(undone));
            connect(&history, &ActionHistory::undoRefused, &history, keep(bars));
            connect(
                &history, &ActionHistory::undoRefused, &history,
                [this](UndoBar, const Problem&, const LastChange& change) { colleagues.append(change.by); });
            connect(&history, &ActionHistory::refused, &history,
                    [this](ActKind, const std::optional<Appointment>&, const Problem& problem) {
                        refused.append(problem);
                    });
        }

        const Appointment& visit(QStringView family) const { return gateway.sample.visit(family); }
        bool setStatus(QStringView family, VisitStatus status) {
            return history.perform(
                std::make_unique<ChangeStatus>(visit(family), StatusTarget{.status = status}));
        }
        bool move(QStringView family, QStringView provider, QStringView from, QStringView to) {
            return history.perform(std::make_unique<MoveAppointment>(
                visit(family), MoveTarget{gateway.sample.provider(provider),
                                          *TimeSpan::make(sampleTime(from), sampleTime(to))}));
        }
        UndoBar lastBar() const { return bars.last(); }
    };

private Q_SLOTS:
    void takesAStatusBack() {
        World world;
        QVERIFY(world.setStatus(u"Stubley", VisitStatus::Arrived));
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Arrived);
        world.history.undoLatest();
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Scheduled);
        // Undo is a change of its own: nothing is taken out of the record.
        QCOMPARE(world.visit(u"Stubley").version, 3);
        QCOMPARE(world.undone.size(), 1);
    }

    void takesARoomBackWithTheStatus() {
        World world;
        const RoomId room = world.gateway.sample.directory.rooms[2].id;
        world.history.perform(std::make_unique<ChangeStatus>(
            world.visit(u"Mockridge, Bo"), StatusTarget{.status = VisitStatus::Roomed, .room = room}));
        QCOMPARE(world.visit(u"Mockridge, Bo").room, std::optional(room));
        world.history.undoLatest();
        QVERIFY(!world.visit(u"Mockridge, Bo").room);
    }

    void takesAMoveBackToProviderTimeAndRoom() {
        World world;
        const Appointment before = world.visit(u"Mockturtle");
        QVERIFY(world.move(u"Mockturtle", u"Lindqvist", u"11:30", u"12:00"));
        QCOMPARE(world.visit(u"Mockturtle").room, world.gateway.sample.provider(u"Lindqvist").defaultRoom);
        world.history.undoLatest();
        QCOMPARE(world.visit(u"Mockturtle").time, before.time);
        QCOMPARE(world.visit(u"Mockturtle").provider, before.provider);
        QCOMPARE(world.visit(u"Mockturtle").room, before.room);
    }

    void takesABookingBackByCancellingIt() {
        World world;
        const KeyedBooking booking{
            .request = {.patient = PatientId::create(),
                        .provider = world.gateway.sample.provider(u"Lindqvist").id,
                        .room = std::nullopt,
                        .time = *TimeSpan::make(sampleTime(u"11:30"), sampleTime(u"12:00")),
                        .visitType = std::nullopt,
                        .reason = {},
                        .hold = std::nullopt,
                        .overbookReason = {}},
            .key = IdempotencyKey::create()};
        world.history.perform(std::make_unique<BookAppointment>(booking));
        QCOMPARE(world.gateway.keys.last(), booking.key);
        world.history.undoLatest();
        QCOMPARE(world.visit(u"Booked").status, VisitStatus::Cancelled);
        QVERIFY(!world.gateway.changes.last().cancellationReason); // nobody was asked for one
    }

    void goesBackBesideAVisitInTheWordsOfTheUndoing() {
        FakeSchedule gateway;
        Appointment visit = gateway.sample.visit(u"Stubley");
        visit.overbooked = true;
        MoveAppointment act(visit, MoveTarget{.provider = gateway.sample.provider(u"Lindqvist"),
                                              .time = visit.time,
                                              .undoReason = QStringLiteral("Move undone")});
        static_cast<void>(act.undo(gateway, visit));
        QCOMPARE(gateway.changes.last().overbookReason, QStringLiteral("Move undone"));
    }

    void refusesToUndoWhatSomebodyElseHasChanged() {
        World world;
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.gateway.changeElsewhere(world.visit(u"Stubley").id, VisitStatus::Roomed);
        world.history.undoLatest(); // not seen yet: the server says so
        QCOMPARE(world.lastBar(), UndoBar::ChangedByOthers);
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Roomed);
    }

    void namesWhoeverChangedTheVisit() {
        World world;
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.gateway.changeElsewhere(world.visit(u"Stubley").id, VisitStatus::Roomed);
        world.history.undoLatest();
        QCOMPARE(world.colleagues, QStringList{QStringLiteral("Rene Bastian")});
    }

    void refusesToUndoAlsoWhereNobodyCanSayWhoItWas() {
        World world;
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.gateway.changeElsewhere(world.visit(u"Stubley").id, VisitStatus::Roomed);
        world.history.noteDay(world.gateway.sample.day);
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.history.undoLatest();
        QCOMPARE(world.lastBar(), UndoBar::ChangedByOthers);
        QCOMPARE(world.colleagues, QStringList{QString()});
    }

    void sendsNothingOnceTheDayShowsSomebodyElsesChange() {
        World world;
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.gateway.changeElsewhere(world.visit(u"Stubley").id, VisitStatus::Roomed);
        world.history.noteDay(world.gateway.sample.day);
        const auto sent = world.gateway.changes.size();
        world.history.undoLatest();
        QCOMPARE(world.lastBar(), UndoBar::ChangedByOthers);
        QCOMPARE(world.gateway.changes.size(), sent);
    }

    void refusesToUndoWhatAColleagueChangedBetweenTwoActsOfOnesOwn() {
        World world;
        world.move(u"Stubley", u"Lindqvist", u"11:30", u"12:00");
        const Appointment moved = world.visit(u"Stubley");
        world.gateway.changeElsewhere(moved.id, VisitStatus::Confirmed); // shown, but not told of
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.history.undoLatest();
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Confirmed);
        const auto sent = world.gateway.changes.size();
        world.history.undoLatest();
        QCOMPARE(world.bars.size(), 1);
        QCOMPARE(world.lastBar(), UndoBar::ChangedByOthers);
        QCOMPARE(world.gateway.changes.size(), sent);
        QCOMPARE(world.visit(u"Stubley").provider, moved.provider);
        // The last to change it was oneself, whom nobody calls somebody else.
        QCOMPARE(world.colleagues, QStringList{QString()});
    }

    void anActThatCannotBeUndoneDoesNotBarTheOnesBefore() {
        World world;
        world.setStatus(u"Exampla", VisitStatus::Arrived);
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.gateway.changeElsewhere(world.visit(u"Stubley").id, VisitStatus::Roomed);
        world.history.undoLatest();
        world.history.undoLatest();
        QCOMPARE(world.visit(u"Exampla").status, VisitStatus::Confirmed);
    }

    void ownActsOnOneVisitAreTakenBackInTurn() {
        World world;
        world.setStatus(u"Stubley", VisitStatus::Confirmed);
        world.setStatus(u"Stubley", VisitStatus::Arrived);
        world.history.noteDay(world.gateway.sample.day);
        const int first = world.performed[0].number;
        world.history.undo(first);
        QCOMPARE(world.lastBar(), UndoBar::LaterActStands);
        world.history.undoLatest();
        world.history.undoLatest();
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Scheduled);
    }

    void remembersTwentyActs() {
        World world;
        for (int i = 0; i < 21; ++i)
            world.setStatus(u"Stubley", i % 2 ? VisitStatus::Scheduled : VisitStatus::Confirmed);
        for (int i = 0; i < 20; ++i)
            world.history.undoLatest();
        QCOMPARE(world.undone.size(), 20);
        world.history.undoLatest();
        QCOMPARE(world.lastBar(), UndoBar::NothingDone);
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Confirmed);
    }

    void ignoresASecondActWhileOneIsUnderWay() {
        World world;
        world.gateway.answers.delayed = true;
        QVERIFY(world.setStatus(u"Stubley", VisitStatus::Arrived));
        QVERIFY(!world.setStatus(u"Stubley", VisitStatus::Roomed));
        QCOMPARE(world.gateway.changes.size(), 1);
        world.gateway.answers.releaseAll();
        QVERIFY(!world.history.isBusy(world.visit(u"Stubley").id));
    }

    void reportsAConflictWithItsOpenings() {
        World world;
        world.gateway.freeTimes = {{world.gateway.sample.provider(u"Venkat").id, std::nullopt,
                                    *TimeSpan::make(sampleTime(u"14:00"), sampleTime(u"14:30"))}};
        world.move(u"Mockridge, Bo", u"Venkat", u"10:30", u"11:00");
        QCOMPARE(world.refused.size(), 1);
        const auto problem = world.refused[0];
        QCOMPARE(problem.kind, Problem::Kind::Conflict);
        QCOMPARE(problem.openings.size(), 1);
        QVERIFY(!world.history.canUndo());
    }

    void repeatsAnActUnderTheSameKey() {
        FakeSchedule gateway;
        ChangeStatus act(gateway.sample.visit(u"Stubley"), {.status = VisitStatus::Arrived});
        static_cast<void>(act.perform(gateway));
        static_cast<void>(act.perform(gateway));
        QCOMPARE(gateway.keys[0], gateway.keys[1]);
        static_cast<void>(act.undo(gateway, gateway.sample.visit(u"Stubley")));
        QVERIFY(gateway.keys[2] != gateway.keys[0]);
    }
};

QTEST_GUILESS_MAIN(ActionHistoryTest)
#include "action_history_test.moc"
