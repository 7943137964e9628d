#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/cut_text.h"
#include "ui/schedule/confirm_strip.h"
#include "ui/schedule/status_controls.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"

#include <QApplication>
#include <QTest>

using namespace custos;
using namespace custos::test;

/// Why a visit is cancelled or overbooked: what the person chose or typed is sent, and nothing else.
class ScheduleReasonsTest : public QObject {
    Q_OBJECT

    /// The strip that asks why a visit is to be cancelled, and listens.
    static ui::ConfirmStrip* askedWhy(ScheduleWorld& world) {
        world.open();
        world.select(u"Stubley");
        world.press(Qt::Key_X);
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        return world.page->findChild<ui::ConfirmStrip*>();
    }

    static ui::StatusButton* statusButton(const ScheduleWorld& world, VisitStatus status) {
        for (auto* button : world.page->findChildren<ui::StatusButton*>())
            if (button->status() == status)
                return button;
        return nullptr;
    }

private Q_SLOTS:
    void enterAloneGivesNoReasonForAnybody() {
        ScheduleWorld world;
        auto* strip = askedWhy(world);
        QTest::keyClick(strip, Qt::Key_Return);
        QVERIFY(strip->isAsking());
        QVERIFY(world.gateway.changes.isEmpty());
    }

    void aReasonOfOnesOwnIsSentAsItWasTyped() {
        ScheduleWorld world;
        auto* strip = askedWhy(world);
        QTest::keyClick(strip, Qt::Key_4);
        auto* words = strip->findChild<ui::LineEdit*>();
        QVERIFY(words->hasFocus());
        QTest::keyClicks(words, QStringLiteral("no"));
        QTest::keyClick(words, Qt::Key_Return); // too short for the server
        QVERIFY(strip->isAsking());
        QTest::keyClicks(words, QStringLiteral(" bus runs 1 day"));
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(world.gateway.changes.last().cancellationReason,
                 std::optional(QStringLiteral("no bus runs 1 day")));
        QVERIFY(world.view().hasFocus());
    }

    void escapeLeavesAReasonHalfTyped() {
        ScheduleWorld world;
        auto* strip = askedWhy(world);
        QTest::keyClick(strip, Qt::Key_4);
        auto* words = strip->findChild<ui::LineEdit*>();
        QTest::keyClicks(words, QStringLiteral("half"));
        QTest::keyClick(words, Qt::Key_Escape);
        QVERIFY(!strip->isAsking());
        QVERIFY(words->text().isEmpty());
        QVERIFY(world.gateway.changes.isEmpty());
        QVERIFY(world.view().hasFocus());
    }

    void theReasonsAreSpoken() {
        ScheduleWorld world;
        const QString spoken = askedWhy(world)->accessibleName();
        QVERIFY2(spoken.contains(QStringLiteral("1: Patient cancelled.")), qPrintable(spoken));
        QVERIFY2(spoken.contains(QStringLiteral("4: Another reason…")), qPrintable(spoken));
    }

    void theMouseChoosesToo() {
        ScheduleWorld world;
        auto* strip = askedWhy(world);
        for (ui::Button* button : strip->findChildren<ui::Button*>())
            if (button->text() == QStringLiteral("Booked by mistake"))
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(world.gateway.changes.size(), 1);
        QCOMPARE(world.gateway.changes.last().cancellationReason,
                 std::optional(QStringLiteral("Booked by mistake")));
    }

    void theQuestionIsWhollyVisibleInASmallWindow_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("as drawn") << QSize(1280, 720);
        QTest::newRow("the smallest") << QSize(1180, 680);
    }
    void theQuestionIsWhollyVisibleInASmallWindow() {
        QFETCH(QSize, size);
        ScheduleWorld world;
        for (Appointment& visit : world.gateway.sample.day.appointments)
            visit.needs =
                QStringLiteral("Interpreter: Spanish. Wheelchair, a lift to the table, and twice the "
                               "time at the front desk. Somebody comes along who has to be asked.");
        world.open(size);
        world.page->day().reload();
        world.select(u"Mockridge, Bo");
        world.press(Qt::Key_X);
        auto* strip = world.page->findChild<ui::ConfirmStrip*>();
        const auto seen = [strip] { return strip->visibleRegion().boundingRect(); };
        QTRY_COMPARE(cutBelow(*strip), QStringList());
        QTRY_COMPARE(seen(), strip->rect());
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        const int before = strip->height();
        QTest::keyClick(strip, Qt::Key_4); // the field for words of one's own makes it longer
        QTRY_VERIFY(strip->height() > before);
        QTRY_COMPARE(seen(), strip->rect());
    }

    void theActsComeBackWhicheverWayItEnds() {
        ScheduleWorld world;
        auto* strip = askedWhy(world);
        auto* done = statusButton(world, VisitStatus::Done);
        QVERIFY(!done->isVisible());
        QTest::keyClick(strip, Qt::Key_Escape);
        QVERIFY(done->isVisible());
        done->setFocus();
        QTest::keyClick(done, Qt::Key_X);
        QVERIFY(!done->isVisible());
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::Conflict};
        QTest::keyClick(strip, Qt::Key_1);
        QVERIFY(done->isVisible());
        QVERIFY(done->hasFocus());
        QVERIFY(world.page->findChild<ui::NextStepButton*>()->isVisible());
    }

    void aStepBackAsksForNoReason() {
        ScheduleWorld world;
        world.open();
        world.select(u"Mockridge, Bo");
        world.press(Qt::Key_C);
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(world.page->findChild<ui::ConfirmStrip*>(), Qt::Key_Return);
        QCOMPARE(world.visit(u"Mockridge, Bo").status, VisitStatus::Confirmed);
        QVERIFY(!world.gateway.changes.last().cancellationReason);
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    ui::installTheme(application, ui::Theme());
    ScheduleReasonsTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "schedule_reasons_test.moc"
