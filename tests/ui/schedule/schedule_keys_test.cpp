#include "tests/ui/schedule/schedule_world.h"
#include "ui/schedule/booking_panel.h"
#include "ui/schedule/confirm_strip.h"
#include "ui/schedule/detail_panel.h"
#include "ui/schedule/status_controls.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QComboBox>
#include <QMouseEvent>
#include <QTest>

using namespace custos;
using namespace custos::test;

/// What the keyboard and the mouse do, through the whole page down to what is asked of the server.
class ScheduleKeysTest : public QObject {
    Q_OBJECT

    static std::optional<AppointmentId> selected(const ScheduleWorld& world) {
        return world.view().selectedVisit();
    }
    static void moveMouse(ScheduleWorld& world, QPoint to) {
        QWidget* port = world.view().viewport();
        QMouseEvent move(QEvent::MouseMove, to, port->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(port, &move);
    }
    static QPoint at(const ScheduleWorld& world, int column, int minute) {
        const auto& geometry = world.view().scene().geometry;
        return {geometry.columnLeft(column) + 100, qRound(geometry.y(minute)) + 3};
    }

private Q_SLOTS:
    void arrowsWalkVisitsAndFreeSlots() {
        ScheduleWorld world;
        world.open();
        world.select(u"Synthwell");
        world.press(Qt::Key_Down);
        QVERIFY(!selected(world)); // 2:45 is free
        QCOMPARE(world.view().spot()->minutes, (MinuteRange{14 * 60 + 45, 15 * 60}));
        world.press(Qt::Key_Down);
        QCOMPARE(selected(world), std::optional(world.id(u"Lorimer")));
        world.press(Qt::Key_Up);
        world.press(Qt::Key_Up);
        QCOMPARE(selected(world), std::optional(world.id(u"Synthwell")));
    }

    void leftAndRightChangeTheColumnAtTheSameTime() {
        ScheduleWorld world;
        world.open();
        world.select(u"Sampleton");
        world.press(Qt::Key_Right);
        QCOMPARE(selected(world), std::optional(world.id(u"Phantom")));
        world.press(Qt::Key_Right);
        world.press(Qt::Key_Right);
        world.press(Qt::Key_Right);
        QCOMPARE(world.view().spot()->column, 3);
    }

    void anImportedVisitOffersNothingThatTheServerWouldRefuse() {
        ScheduleWorld world;
        for (Appointment& visit : world.gateway.sample.day.appointments)
            visit.changeable = false;
        world.open();
        world.page->day().reload();
        world.select(u"Stubley");
        world.press(Qt::Key_A);
        world.press(Qt::Key_X);
        world.press(Qt::Key_Space);
        QVERIFY(!world.view().isCarrying());
        QVERIFY(world.gateway.changes.isEmpty());
        QVERIFY(!world.find<ui::NextStepButton>()->isVisible());
        QVERIFY(!world.find<ui::StatusButton>()->isEnabled());
    }

    void pageKeysMoveTwoHours() {
        ScheduleWorld world;
        world.open();
        world.select(u"Demoworth");
        world.press(Qt::Key_PageDown);
        QCOMPARE(selected(world), std::optional(world.id(u"Phantom")));
    }

    void aSelectedVisitOpensThePanelAndKeepsFocusInTheGrid() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        QCOMPARE(world.find<ui::DetailPanel>()->visit(), std::optional(world.id(u"Stubley")));
        QVERIFY(world.find<ui::DetailPanel>()->isVisible());
        QVERIFY(world.view().hasFocus());
    }

    void oneKeySetsAStatus() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_A);
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Arrived);
        world.press(Qt::Key_R); // takes the usual room when it is free, else the next
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Roomed);
        QVERIFY(world.visit(u"Stubley").room);
    }

    void controlZTakesItBack() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_C);
        world.press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Scheduled);
    }

    void cancellingAsksFirst() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_X);
        auto* strip = world.find<ui::ConfirmStrip>();
        QVERIFY(strip->isAsking());
        QVERIFY(strip->hasFocus());
        QVERIFY(world.gateway.changes.isEmpty());
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(strip, Qt::Key_2);
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Cancelled);
        QCOMPARE(world.gateway.changes.last().cancellationReason,
                 std::optional(QStringLiteral("Practice cancelled")));
        QVERIFY(world.view().hasFocus());
    }

    void theKeyThatAskedDoesNothing_data() {
        QTest::addColumn<int>("key");
        QTest::newRow("the same key") << int(Qt::Key_X);
        QTest::newRow("space") << int(Qt::Key_Space);
        QTest::newRow("another status") << int(Qt::Key_D);
    }
    void theKeyThatAskedDoesNothing() {
        QFETCH(int, key);
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_X);
        auto* strip = world.find<ui::ConfirmStrip>();
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(strip, Qt::Key(key));
        QVERIFY(strip->isAsking());
        QVERIFY(world.gateway.changes.isEmpty());
    }

    void enterDoesNotCountForTheFirstMoment() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_N);
        QTest::keyClick(world.find<ui::ConfirmStrip>(), Qt::Key_Return);
        QVERIFY(world.find<ui::ConfirmStrip>()->isAsking());
        QVERIFY(world.gateway.changes.isEmpty());
    }

    void autoRepeatDoesNotConfirm() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_N);
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QKeyEvent repeated(QEvent::KeyPress, Qt::Key_Return, {}, QString(), true);
        QApplication::sendEvent(world.find<ui::ConfirmStrip>(), &repeated);
        QVERIFY(world.gateway.changes.isEmpty());
    }

    void escapeKeepsTheVisit() {
        ScheduleWorld world;
        world.open();
        world.select(u"Mockridge, Bo");
        world.press(Qt::Key_C); // a step back from Arrived
        auto* strip = world.find<ui::ConfirmStrip>();
        QVERIFY(strip->isAsking());
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(strip, Qt::Key_Escape);
        QVERIFY(!strip->isAsking());
        QCOMPARE(world.visit(u"Mockridge, Bo").status, VisitStatus::Arrived);
        QVERIFY(world.view().hasFocus());
    }

    void spacePicksUpAndDrops() {
        ScheduleWorld world;
        world.open();
        world.select(u"Synthwell"); // 2:00 to 2:45
        world.press(Qt::Key_Space);
        QVERIFY(world.view().isCarrying());
        world.press(Qt::Key_Down);
        QVERIFY(world.view().scene().carried->preview.isFree());
        world.press(Qt::Key_Space);
        QVERIFY(!world.view().isCarrying());
        QCOMPARE(world.visit(u"Synthwell").time.start(), sampleTime(u"14:15"));
        QCOMPARE(world.visit(u"Synthwell").time.minutes(), 45);
    }

    void showsTheConflictAndDoesNotDropThere() {
        ScheduleWorld world;
        world.open();
        world.select(u"Synthwell");
        world.press(Qt::Key_Space);
        world.press(Qt::Key_Up); // into the pair at 1:30
        QCOMPARE(world.view().scene().carried->preview.clashes.size(), 2);
        world.press(Qt::Key_Space);
        QVERIFY(world.view().isCarrying());
        QVERIFY(world.gateway.changes.isEmpty());
        world.press(Qt::Key_Escape);
        QVERIFY(!world.view().isCarrying());
    }

    void shiftSpaceAsksWhyAndOverbooks() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_Space);
        world.press(Qt::Key_Up);
        world.press(Qt::Key_Up);
        world.press(Qt::Key_Up); // 10:45, beside Trialsen
        QVERIFY(!world.view().scene().carried->preview.isFree());
        world.press(Qt::Key_Space, Qt::ShiftModifier);
        auto* strip = world.find<ui::ConfirmStrip>();
        QVERIFY(strip->isAsking());
        QVERIFY(world.gateway.changes.isEmpty());
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(strip, Qt::Key_2);
        QCOMPARE(world.gateway.changes.size(), 1);
        QCOMPARE(world.gateway.changes.first().overbookReason, QStringLiteral("Provider agreed"));
        QVERIFY(world.view().hasFocus());
    }

    void neverOverbooksIntoBlockedTime() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley"); // 11:30 to 12:00
        world.press(Qt::Key_Space);
        world.press(Qt::Key_Down); // into lunch
        world.press(Qt::Key_Space, Qt::ShiftModifier);
        QVERIFY(world.gateway.changes.isEmpty());
        QVERIFY(world.view().isCarrying());
    }

    void draggingMovesInQuarters() {
        ScheduleWorld world;
        world.open();
        const QPoint from = world.middleOf(u"Stubley");
        QTest::mousePress(world.view().viewport(), Qt::LeftButton, {}, from);
        const int quarter = world.view().scene().geometry.quarter();
        moveMouse(world, from - QPoint(0, quarter));
        moveMouse(world, from - QPoint(3, 2 * quarter + 4));
        QCOMPARE(world.view().scene().carried->target, (MinuteRange{11 * 60, 11 * 60 + 30}));
        QTest::mouseRelease(world.view().viewport(), Qt::LeftButton, {}, from - QPoint(3, 2 * quarter + 4));
        QCOMPARE(world.visit(u"Stubley").time.start(), sampleTime(u"11:00"));
    }

    void draggingTheLowerEdgeChangesTheLength() {
        ScheduleWorld world;
        world.open();
        const QRect card = world.view().rectOf(ui::Spot{0, {}, world.id(u"Exampla")});
        const QPoint edge(card.center().x(), card.bottom() - 1);
        QTest::mousePress(world.view().viewport(), Qt::LeftButton, {}, edge);
        moveMouse(world, edge + QPoint(0, 12));
        moveMouse(world, edge + QPoint(0, world.view().scene().geometry.quarter()));
        QTest::mouseRelease(world.view().viewport(), Qt::LeftButton, {}, edge);
        QCOMPARE(world.visit(u"Exampla").time.minutes(), 45);
        QCOMPARE(world.visit(u"Exampla").time.start(), sampleTime(u"14:30"));
    }

    void aDropOnAnotherVisitIsPutBack() {
        ScheduleWorld world;
        world.open();
        const QPoint from = world.middleOf(u"Stubley");
        QTest::mousePress(world.view().viewport(), Qt::LeftButton, {}, from);
        moveMouse(world, from + QPoint(0, 10));
        moveMouse(world, world.middleOf(u"Trialsen"));
        QTest::mouseRelease(world.view().viewport(), Qt::LeftButton, {}, world.middleOf(u"Trialsen"));
        QVERIFY(world.gateway.changes.isEmpty());
        QVERIFY(!world.view().isCarrying());
    }

    void aProviderWithoutTheRightMovesNothing() {
        User reader = ScheduleWorld::frontDesk();
        reader.permissions = {QStringLiteral("schedule.read")};
        ScheduleWorld world(reader);
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_Space);
        QVERIFY(!world.view().isCarrying());
        world.press(Qt::Key_A);
        world.press(Qt::Key_B);
        QVERIFY(world.gateway.changes.isEmpty());
        QVERIFY(!world.find<ui::BookingPanel>()->isVisible());
    }

    void aProviderSeesOneColumn() {
        User provider = ScheduleWorld::frontDesk();
        provider.roles = {QStringLiteral("provider")};
        provider.provider = SampleDay::make().provider(u"Venkat").id;
        ScheduleWorld world(provider);
        QCOMPARE(world.page->day().board().columns.size(), 1);
        QCOMPARE(world.page->day().board().columns.first().provider.displayName,
                 QStringLiteral("Dr. Priya Venkat"));
    }

    void anotherDesksChangeAppearsAndKeepsTheSelection() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.gateway.changeElsewhere(world.id(u"Stubley"), VisitStatus::Arrived);
        QCOMPARE(selected(world), std::optional(world.id(u"Stubley")));
        QCOMPARE(world.view().scene().card(world.id(u"Stubley"))->placed().visit.status,
                 VisitStatus::Arrived);
    }

    void booksByKeyboardAlone() {
        ScheduleWorld world;
        world.open();
        world.select(u"Mockridge, Bo");
        world.press(Qt::Key_B);
        QVERIFY(world.find<ui::BookingPanel>()->isVisible());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("mockr"));
        QTRY_COMPARE(world.patients.queries.size(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::AltModifier);
        QCOMPARE(world.gateway.holdsAsked.size(), 1);
        QVERIFY(world.view().scene().ownHold);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(world.gateway.bookings.size(), 1);
        QCOMPARE(world.gateway.bookings.first().patient, world.visit(u"Mockridge, Beau").patient.id);
        QCOMPARE(world.gateway.bookings.first().time.start(), sampleTime(u"15:30"));
        QVERIFY(world.gateway.bookings.first().hold);
        QVERIFY(!world.find<ui::BookingPanel>()->isVisible());
    }

    void aConflictShowsWhatIsFreeAndLosesNothing() {
        ScheduleWorld world;
        world.open();
        world.press(Qt::Key_B);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("mockr"));
        QTRY_COMPARE(world.patients.queries.size(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::AltModifier);
        Problem taken{.kind = Problem::Kind::Conflict};
        taken.openings = world.gateway.freeTimes.mid(2);
        world.gateway.refuseNext = taken;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        auto* panel = world.find<ui::BookingPanel>();
        QVERIFY(panel->isVisible());
        QVERIFY(panel->draft()->patient());
        QCOMPARE(panel->draft()->openings(), taken.openings);
        QVERIFY(!panel->draft()->hold());
    }

    void aFreeSlotIsBookedWhereItIs() {
        ScheduleWorld world;
        world.open();
        QTest::mouseDClick(world.view().viewport(), Qt::LeftButton, {}, at(world, 3, 11 * 60));
        QCOMPARE(world.gateway.holdsAsked.size(), 1);
        QCOMPARE(world.gateway.holdsAsked.first().start(), sampleTime(u"11:00"));
    }

    void whoCannotBeBookedIsNotOffered() {
        ScheduleWorld world;
        world.gateway.sample.directory.providers[3].bookable = false;
        world.open();
        Q_EMIT world.gateway.everythingChanged(); // the page read the directory when it was made
        QTRY_VERIFY(!world.page->day().board().columns[3].provider.bookable);
        QTest::mouseDClick(world.view().viewport(), Qt::LeftButton, {}, at(world, 3, 11 * 60));
        QCOMPARE(world.gateway.holdsAsked.size(), 0);
        world.select(u"Mockridge, Bo");
        world.press(Qt::Key_B);
        const QString name = world.gateway.sample.directory.providers[3].displayName;
        for (const auto* box : world.find<ui::BookingPanel>()->findChildren<QComboBox*>())
            QCOMPARE(box->findText(name), -1);
    }

    void nextOpeningGoesThere() {
        ScheduleWorld world;
        world.open();
        world.press(Qt::Key_F);
        QCOMPARE(world.view().spot()->minutes.first, 15 * 60 + 30);
        world.press(Qt::Key_F); // the one after it is tomorrow
        QCOMPARE(world.page->day().date(), sampleDate().addDays(1));
    }

    void opensOnThePracticesTodayThoughTheComputersClockIsWrong() {
        ScheduleWorld world;
        world.clock.at = world.clock.at.addDays(3);
        ui::SchedulePage other({world.gateway, world.patients, world.cache, world.connection, world.clock},
                               sessionOf(ScheduleWorld::frontDesk()), world.shell);
        QCOMPARE(other.day().now(), sampleTime(u"10:42"));
        QCOMPARE(other.day().date(), sampleDate());
    }

    void offlineNothingChanges() {
        ScheduleWorld world;
        world.open();
        world.select(u"Stubley");
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.connection.become(ConnectionMonitor::State::Offline);
        for (const Qt::Key key : {Qt::Key_A, Qt::Key_X, Qt::Key_Space, Qt::Key_B})
            world.press(key);
        QVERIFY(world.gateway.changes.isEmpty());
        QVERIFY(!world.view().isCarrying());
        QVERIFY(!world.find<ui::ConfirmStrip>()->isAsking());
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    ScheduleKeysTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "schedule_keys_test.moc"
