#include "tests/ui/schedule/schedule_world.h"
#include "ui/schedule/booking_panel.h"
#include "ui/schedule/parked_bar.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace custos;
using namespace custos::test;

/// What becomes of bookings that are not booked yet: parked, over a lock, at signing out.
class UnfinishedBookingsTest : public QObject {
    Q_OBJECT

    static QImage grabOf(QWidget& widget) { return widget.grab().toImage(); }
    static void startBookingOfMockridge(ScheduleWorld& world) {
        const auto asked = world.patients.queries.size();
        world.view().setFocus();
        world.press(Qt::Key_B);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("mockr"));
        QTRY_COMPARE(world.patients.queries.size(), asked + 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    }
    static void chooseOpening(Qt::Key number) {
        QTest::keyClick(QApplication::focusWidget(), number, Qt::AltModifier);
    }
    static void pressBook() {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    }
    /// What the panel says went wrong; empty where nothing did.
    static QString complaint(const ScheduleWorld& world) {
        const auto* notice = world.find<ui::BookingPanel>()->findChild<ui::Notice*>();
        return notice->isVisible() ? notice->title() : QString();
    }

    /// Books the first opening, parks that before the answer comes, and holds the second for another booking,
    /// whose draft is returned.
    static BookingDraft* turnToAnotherWhileBooking(ScheduleWorld& world,
                                                   const std::optional<Problem>& refusal = {}) {
        startBookingOfMockridge(world);
        chooseOpening(Qt::Key_1);
        world.gateway.answers.delayed = true;
        world.gateway.refuseNext = refusal;
        pressBook();
        world.gateway.answers.delayed = false;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        startBookingOfMockridge(world);
        chooseOpening(Qt::Key_2);
        return world.find<ui::BookingPanel>()->draft();
    }

    /// Mockridge, at the first opening: booked by the server, which the client does not hear.
    static void bookAndLoseTheAnswer(ScheduleWorld& world) {
        startBookingOfMockridge(world);
        chooseOpening(Qt::Key_1);
        world.gateway.loseNextBookingsAnswer = true;
        pressBook();
    }

private Q_SLOTS:
    void aLateAnswerFinishesTheBookingThatWasParkedMeanwhile() {
        ScheduleWorld world;
        world.open();
        const BookingDraft* other = turnToAnotherWhileBooking(world);
        QVERIFY(other && other->hold());
        QVERIFY(world.find<ui::ParkedBar>()->isVisible());
        world.gateway.answers.releaseAll();
        auto* panel = world.find<ui::BookingPanel>();
        QVERIFY(!world.find<ui::ParkedBar>()->isVisible());
        QVERIFY(panel->isVisible());
        QVERIFY(panel->isAncestorOf(QApplication::focusWidget()));
        QCOMPARE(panel->draft(), other);
        QCOMPARE(other->holdState(), BookingDraft::HoldState::Held);
        QVERIFY(world.gateway.holdsReleased.isEmpty());
        QCOMPARE(world.page->unfinished(), 1);
    }

    void aLateRefusalIsThatOfTheBookingThatWasParkedMeanwhile() {
        ScheduleWorld world;
        world.open();
        Problem taken{.kind = Problem::Kind::Conflict};
        taken.openings = world.gateway.freeTimes.mid(2);
        startBookingOfMockridge(world); // parked before it, and not the one that is refused
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        const BookingDraft* other = turnToAnotherWhileBooking(world, taken);
        QVERIFY(other && other->hold());
        world.gateway.answers.releaseAll();
        auto* panel = world.find<ui::BookingPanel>();
        QCOMPARE(panel->draft(), other);
        QCOMPARE(other->holdState(), BookingDraft::HoldState::Held);
        QVERIFY(other->openings() != taken.openings);
        QCOMPARE(complaint(world), QString());
        QCOMPARE(world.gateway.holdsReleased.size(), 1);
        QVERIFY(world.gateway.holdsReleased.first() != *other->hold());
        for (const auto* button : world.find<ui::ParkedBar>()->findChildren<QAbstractButton*>())
            QVERIFY2(!button->text().contains(u':'), qPrintable(button->text())); // no countdown
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_2, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(panel->draft()->holdState(), BookingDraft::HoldState::Taken);
        QCOMPARE(panel->draft()->openings(), taken.openings);
        QCOMPARE(complaint(world), QStringLiteral("Someone else booked 3:30 PM first."));
    }

    void whatIsTakenUpAgainWhileItIsBookedIsNotBookedTwice() {
        ScheduleWorld world;
        world.open();
        turnToAnotherWhileBooking(world);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(world.find<ui::BookingPanel>()->draft()->isBeingBooked());
        pressBook();
        QCOMPARE(world.gateway.bookings.size(), 1);
        world.gateway.answers.releaseAll();
        QVERIFY(!world.find<ui::BookingPanel>()->isVisible());
        QCOMPARE(world.page->unfinished(), 1); // the other one, which was parked
    }

    void bookingAgainAfterALostAnswerBooksOnce() {
        ScheduleWorld world;
        world.open();
        const auto before = world.gateway.sample.day.appointments.size();
        bookAndLoseTheAnswer(world);
        auto* panel = world.find<ui::BookingPanel>();
        QVERIFY(panel->isVisible());
        QCOMPARE(complaint(world), QStringLiteral("It is not known whether 3:30 PM today was booked."));
        world.clock.up += BookingDraft::holdLength;
        QTRY_VERIFY(!panel->draft()->hold());
        pressBook();
        QCOMPARE(world.gateway.bookings.size(), 2);
        QCOMPARE(world.gateway.sample.day.appointments.size(), before + 1);
        QVERIFY(!panel->isVisible());
        QCOMPARE(world.page->unfinished(), 0);
    }

    void bookingAgainAfterALockIsTheSameBooking() {
        ScheduleWorld world;
        world.open();
        bookAndLoseTheAnswer(world);
        const IdempotencyKey key = world.gateway.keys.last();
        ScheduleWorld next;
        next.open();
        next.page->resume(world.page->putAway());
        QVERIFY(complaint(next).startsWith(QStringLiteral("It is not known")));
        auto* again = next.button(QStringLiteral("Book 3:30 PM today"));
        QVERIFY(again);
        again->click();
        QCOMPARE(next.gateway.bookings, world.gateway.bookings);
        QCOMPARE(next.gateway.keys.last(), key);
    }

    void whoGoesOnWithAnotherTimeIsStillTold() {
        ScheduleWorld world;
        world.open();
        bookAndLoseTheAnswer(world);
        const auto* notice = world.find<ui::BookingPanel>()->findChild<ui::Notice*>();
        QVERIFY(notice->sentence().startsWith(QStringLiteral("Press Book again")));
        chooseOpening(Qt::Key_2);
        QCOMPARE(complaint(world), QStringLiteral("It is not known whether 3:30 PM today was booked."));
        QVERIFY(notice->sentence().startsWith(QStringLiteral("Look for it in the schedule")));
    }

    void escapeParksAndTheKeyTakesItUp() {
        ScheduleWorld world;
        world.open();
        startBookingOfMockridge(world);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        auto* panel = world.find<ui::BookingPanel>();
        QVERIFY(!panel->isVisible());
        world.press(Qt::Key_1, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(panel->isVisible());
        QVERIFY(panel->draft()->patient());
    }

    void whatWasTakenUpOfflineHasItsChoicesOnceTheServerIsBack() {
        ScheduleWorld world;
        world.open();
        startBookingOfMockridge(world);
        const VisitType type = world.gateway.sample.directory.visitTypes[1];
        auto* panel = world.find<ui::BookingPanel>();
        panel->draft()->setVisitType(type);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        world.cache.kept->directory.visitTypes.clear(); // as a copy has it
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
        world.connection.become(ConnectionMonitor::State::Offline);
        world.press(Qt::Key_1, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(panel->isVisible());
        const QComboBox* choices = nullptr;
        for (const auto* box : panel->findChildren<QComboBox*>())
            if (box->accessibleName() == QStringLiteral("Visit type"))
                choices = box;
        QVERIFY(choices);
        QCOMPARE(choices->count(), 1);
        world.connection.become(ConnectionMonitor::State::Connected);
        QCOMPARE(choices->count(), 1 + int(world.gateway.sample.directory.visitTypes.size()));
        QCOMPARE(choices->currentText(), type.name);
    }

    void lockTakesUnfinishedBookingsAwayAndUnlockBringsThemBack() {
        ParkedWork kept;
        {
            ScheduleWorld world;
            world.open();
            startBookingOfMockridge(world);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
            startBookingOfMockridge(world);
            kept = world.page->putAway();
            QVERIFY(!world.find<ui::BookingPanel>()->isVisible());
            QVERIFY(!world.find<ui::ParkedBar>()->isVisible());
        }
        QCOMPARE(kept.count(), 2);
        ScheduleWorld world;
        world.open();
        world.page->resume(kept);
        QVERIFY(world.find<ui::BookingPanel>()->isVisible());
        QCOMPARE(world.find<ui::BookingPanel>()->draft()->patient(), kept.open->patient);
        QVERIFY(world.find<ui::ParkedBar>()->isVisible());
        QCOMPARE(world.page->putAway(), kept);
    }

    void signingOutAsksWhileSomethingIsNotBookedYet() {
        ScheduleWorld world;
        world.open();
        QSignalSpy left(&world.shell, &ui::Workspace::signOutRequested);
        startBookingOfMockridge(world);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape); // parked
        startBookingOfMockridge(world);                               // and one in the panel
        world.askToSignOut();
        auto* question = world.shell.findChild<ui::Dialog*>();
        QVERIFY(question);
        QCOMPARE(QApplication::focusWidget(), world.button(QStringLiteral("Stay")));
        QStringList said;
        for (const auto* text : question->findChildren<ui::Text*>())
            said.append(text->text());
        QVERIFY2(said.contains(QStringLiteral("2 bookings are not booked yet. Signing out drops them.")),
                 qPrintable(said.join(u'\n')));
        QVERIFY(!said.join(u'\n').contains(QStringLiteral("Mockridge")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(left.count(), 0);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(world.page->unfinished(), 2); // nothing is lost by having been asked
        world.askToSignOut();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), world.button(QStringLiteral("Drop and sign out")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(left.count(), 1);
    }

    void nothingCanBeReadBehindTheQuestionAndStayingBringsItBack() {
        ScheduleWorld world;
        world.open({1280, 720});
        startBookingOfMockridge(world);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        world.select(u"Stubley");
        QCoreApplication::processEvents(); // the panels find their places
        const int scrolled = world.view().verticalScrollBar()->maximum();
        QVERIFY(scrolled > 0);
        world.view().verticalScrollBar()->setValue(scrolled);
        const QImage before = grabOf(world.view());
        const QRect place = world.view().geometry();
        world.askToSignOut();
        QVERIFY(!world.view().isVisible());
        for (const auto* widget : world.shell.findChildren<QWidget*>())
            QVERIFY2(!widget->isVisible() || !widget->accessibleName().contains(QStringLiteral("Mockridge")),
                     qPrintable(widget->accessibleName()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(world.view().hasFocus());
        QCOMPARE(world.view().selectedVisit(), std::optional(world.id(u"Stubley")));
        QCOMPARE(world.view().verticalScrollBar()->value(), scrolled);
        QCOMPARE(world.view().geometry(), place);
        QCOMPARE(grabOf(world.view()), before);
    }

    void whoLeavesSeesNothingOfItAgain() {
        ScheduleWorld world;
        world.open();
        startBookingOfMockridge(world);
        world.askToSignOut();
        world.button(QStringLiteral("Drop and sign out"))->click();
        // The server is told first, and may take its time.
        QVERIFY(!world.view().isVisible());
        QVERIFY(!world.find<ui::BookingPanel>()->isVisible());
    }

    void signingOutAsksNothingWhereNothingIsLost() {
        ScheduleWorld world;
        world.open();
        QSignalSpy left(&world.shell, &ui::Workspace::signOutRequested);
        world.press(Qt::Key_B); // an empty panel is nothing yet
        QCOMPARE(world.page->unfinished(), 0);
        world.askToSignOut();
        QCOMPARE(left.count(), 1);
    }

    void whatIsUnfinishedWaitsForTheDay() {
        ScheduleWorld world;
        world.open();
        startBookingOfMockridge(world);
        const ParkedWork kept = world.page->putAway();
        world.gateway.answers.delayed = true;
        world.page->showDate(sampleDate().addDays(1));
        world.page->resume(kept);
        QVERIFY(!world.find<ui::BookingPanel>()->isVisible());
        QCOMPARE(world.page->putAway(), kept); // locked again before the day was there
        world.page->resume(kept);
        world.gateway.answers.delayed = false;
        world.gateway.answers.releaseAll();
        QTRY_VERIFY(world.find<ui::BookingPanel>()->isVisible());
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    UnfinishedBookingsTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "unfinished_bookings_test.moc"
