#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/approved.h"
#include "tests/ui/support/cut_text.h"
#include "tests/ui/support/reading.h"
#include "tests/ui/support/unnamed.h"
#include "ui/schedule/booking_panel.h"
#include "ui/schedule/confirm_strip.h"
#include "ui/schedule/detail_panel.h"
#include "ui/schedule/status_controls.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QComboBox>
#include <QTest>

using namespace custos;
using namespace custos::test;

/// The schedule in a window too narrow for more than one provider.
class OneColumnTest : public QObject {
    Q_OBJECT

    static constexpr QSize narrow{1024, 700};
    static constexpr QSize smallest{960, 540};

    static QString picked(const ScheduleWorld& world) {
        for (const auto* box : world.page->findChildren<QComboBox*>())
            if (box->isVisible())
                return box->currentText();
        return {};
    }

private Q_SLOTS:
    void aVisitOpensOverThePageAndEscComesBack() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Stubley");
        QVERIFY(!world.find<ui::DetailPanel>()->isVisible()); // to choose is not to open
        world.press(Qt::Key_Return);
        QVERIFY(world.find<ui::DetailPanel>()->isVisible());
        QVERIFY(!world.view().isVisible());
        QVERIFY(world.find<ui::DetailPanel>()->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!world.find<ui::DetailPanel>()->isVisible());
        QVERIFY(world.view().hasFocus());
        QCOMPARE(world.view().selectedVisit(), std::optional(world.id(u"Stubley")));
    }

    void theWayBackIsAButtonToo() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Stubley");
        world.press(Qt::Key_Return);
        world.button(QStringLiteral("Back"))->click();
        QVERIFY(world.view().hasFocus());
    }

    void theEyeIsWithinReachWhileAVisitCoversThePage() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Stubley");
        world.press(Qt::Key_Return);
        auto* eye = world.button(QStringLiteral("Privacy mode"));
        QVERIFY(eye);
        QTest::mouseClick(eye, Qt::LeftButton);
        QVERIFY(world.page->privacy());
        QVERIFY(eye->isChecked());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F9);
        QVERIFY(!world.page->privacy());
        QVERIFY(!eye->isChecked()); // both say the same, whatever was used
        toggle(*eye);
        QVERIFY(world.page->privacy());
        world.button(QStringLiteral("Back"))->click();
        QVERIFY(world.button(QStringLiteral("Privacy mode")) != eye);
        QVERIFY(world.button(QStringLiteral("Privacy mode"))->isChecked());
    }

    void aDayThatCannotBeShownHasNoCounts() {
        ScheduleWorld world;
        world.open(narrow);
        QVERIFY(says(world.shell, QStringLiteral("14 visits")));
        world.gateway.refuseNext = Problem{.kind = Problem::Kind::ServerFailed};
        world.page->showDate(sampleDate().addDays(1));
        QVERIFY(!says(world.shell, QStringLiteral("visits"))); // none is something else
        world.shell.resize(1440, 900);
        QTRY_VERIFY(!world.find<ui::StatusStrip>()->isVisible());
        world.page->showDate(sampleDate());
        QTRY_VERIFY(world.find<ui::StatusStrip>()->isVisible());
    }

    void arrowsTurnToTheNextProviderAndThePickerFollows() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Sampleton");
        QCOMPARE(picked(world), QStringLiteral("Dr. Ines Halvorsen"));
        world.press(Qt::Key_Right);
        QCOMPARE(world.view().selectedVisit(), std::optional(world.id(u"Phantom")));
        QCOMPARE(picked(world), QStringLiteral("Dr. Tobias Lindqvist"));
        const QRect card = world.view().rectOf(*world.view().spot());
        QVERIFY(world.view().viewport()->rect().contains(card));
    }

    void thePickerTurnsTheView() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Sampleton");
        world.button(QStringLiteral("Provider after"))->click();
        QCOMPARE(world.view().shownColumn(), 1);
        QVERIFY(!world.view().selectedVisit()); // it would be acted upon unseen
        world.view().setFocus();
        world.press(Qt::Key_Down);
        QCOMPARE(world.view().spot()->column, 1);
    }

    void theSameProviderIsShownOnAnotherDay() {
        ScheduleWorld world;
        world.open(narrow);
        world.view().showColumn(3);
        world.page->showDate(sampleDate().addDays(1));
        QCOMPARE(world.view().shownColumn(), 3);
    }

    void aQuestionComesOverThePageAndGoesWithItsAnswer() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Stubley");
        world.press(Qt::Key_X);
        auto* strip = world.find<ui::ConfirmStrip>();
        QVERIFY(strip->isVisible());
        QVERIFY(strip->hasFocus());
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(strip, Qt::Key_Escape);
        QVERIFY(world.view().hasFocus());
        QVERIFY(world.gateway.changes.isEmpty());
        world.press(Qt::Key_X);
        QTest::qWait(ui::ConfirmStrip::deafMs + 20);
        QTest::keyClick(strip, Qt::Key_1);
        QCOMPARE(world.visit(u"Stubley").status, VisitStatus::Cancelled);
        QVERIFY(world.view().hasFocus());
    }

    void aBookingStandsOverThePageAndBackParksIt() {
        ScheduleWorld world;
        world.open(narrow);
        world.press(Qt::Key_B);
        QVERIFY(world.find<ui::BookingPanel>()->isVisible());
        QVERIFY(!world.view().isVisible());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("mockr"));
        QTRY_COMPARE(world.patients.queries.size(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        world.button(QStringLiteral("Back"))->click();
        QVERIFY(world.view().hasFocus());
        QCOMPARE(world.page->unfinished(), 1);
    }

    void aWiderWindowHasThePanelBesideThePage() {
        ScheduleWorld world;
        world.open(narrow);
        world.select(u"Stubley");
        world.shell.resize(1280, 720);
        QTRY_VERIFY(world.find<ui::DetailPanel>()->isVisible());
        QVERIFY(world.view().isVisible());
        world.shell.resize(narrow);
        QTRY_VERIFY(!world.find<ui::DetailPanel>()->isVisible());
        QVERIFY(world.view().isVisible());
    }

    void nothingIsCutOrNamelessInTheSmallestWindow_data() {
        QTest::addColumn<int>("index");
        const auto all = scheduleCases();
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    void nothingIsCutOrNamelessInTheSmallestWindow() {
        QFETCH(int, index);
        ScheduleWorld world;
        world.open(smallest);
        scheduleCases().at(size_t(index)).arrange(world);
        (void)settledGrab(world.shell, smallest);
        QCOMPARE(world.shell.size(), smallest); // no part of it wants more
        const QStringList found = cutBelow(world.shell) + unnamedBelow(world.shell);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    ui::installTheme(application, ui::Theme());
    OneColumnTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "one_column_test.moc"
