#include "models/domain/problem.h"
#include "tests/ui/support/screens.h"
#include "ui/lock/lock_screen.h"
#include "ui/shell/main_window.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>

#include <memory>

using namespace custos;

namespace {

/// A colour that no theme has: wherever it shows, something is not covered.
const QColor leak(Qt::magenta);

class Leak : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), leak);
    }
};

class PaintCount : public QObject {
public:
    int count = 0;

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::Paint;
        return false;
    }
};

int leakedPixels(QWidget& window) {
    const QImage image = window.grab().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += QColor(image.pixel(x, y)) == leak;
        }
    }
    return count;
}

struct Desk {
    QWidget window;
    Leak* page = new Leak;
    QLineEdit* field = new QLineEdit;
    test::StillClock clock{test::sampleNow()};
    ui::LockScreen* lock = nullptr;

    Desk() {
        auto* column = new QVBoxLayout(&window);
        column->addWidget(page, 1);
        column->addWidget(field);
        lock = new ui::LockScreen(window, clock);
        window.resize(1280, 720);
        window.show();
        QApplication::setActiveWindow(&window);
        field->setFocus();
    }

    void cover() { lock->cover(test::sampleSession(), std::chrono::minutes(10)); }
};

QAbstractButton* buttonOf(const QWidget& widget, QStringView words) {
    for (auto* button : widget.findChildren<QAbstractButton*>()) {
        if (button->text() == words) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

class LockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coversThePageAtOnce();
    void standsOnTheScreenWhenItReturns();
    void coversAnOpenDialogOfTheWindow();
    void hidesOtherWindowsAndBringsThemBack();
    void closesAnOpenMenu();
    void keepsAWindowThatOpensLaterOffTheScreen();
    void coversAChildThatIsShownLater();
    void doesNotBringBackWhatWasReplaced();
    void leavesNothingOfASessionThatIsOver();
    void followsTheWindowsSize();
    void givesFocusBackAfterUnlocking();
    void handsThePasswordOverAndKeepsNone();
    void saysHowManyAttemptsAreLeft();
    void countsWithItsClock();
    void asksBeforeWhatIsKeptIsDropped();
    void asksNothingWhereNothingIsKept();
};

void LockTest::coversThePageAtOnce() {
    Desk desk;
    QVERIFY(leakedPixels(desk.window) > 0);
    desk.cover();
    QCOMPARE(leakedPixels(desk.window), 0);
    QVERIFY(desk.page->isHidden());
    QVERIFY(desk.lock->isAncestorOf(desk.window.focusWidget()));
}

void LockTest::standsOnTheScreenWhenItReturns() {
    Desk desk;
    QVERIFY(QTest::qWaitForWindowExposed(&desk.window));
    PaintCount paints;
    desk.lock->installEventFilter(&paints);
    desk.cover();
    QVERIFY(paints.count > 0);
}

void LockTest::coversAnOpenDialogOfTheWindow() {
    Desk desk;
    auto* dialog = new ui::Dialog(desk.window, QStringLiteral("Sample"), 400);
    auto* inside = new Leak;
    inside->setMinimumHeight(100);
    dialog->content().addWidget(inside);
    dialog->open();
    desk.cover();
    QCOMPARE(leakedPixels(desk.window), 0);
    QVERIFY(!dialog->isVisible());
    desk.lock->uncover();
    QVERIFY(dialog->isVisible());
}

void LockTest::hidesOtherWindowsAndBringsThemBack() {
    Desk desk;
    QDialog other(&desk.window);
    other.open();
    QVERIFY(other.isVisible());
    desk.cover();
    QVERIFY(!other.isVisible());
    desk.lock->uncover();
    QVERIFY(other.isVisible());
}

void LockTest::closesAnOpenMenu() {
    Desk desk;
    QMenu menu(&desk.window);
    menu.addAction(QStringLiteral("Testerman, Silas"));
    menu.popup(desk.window.mapToGlobal(QPoint(100, 100)));
    QToolTip::showText(desk.window.mapToGlobal(QPoint(50, 50)), QStringLiteral("Exemplar, Juniper"),
                       &desk.window);
    QVERIFY(menu.isVisible());
    desk.cover();
    QVERIFY(!menu.isVisible());
    QVERIFY(!QApplication::activePopupWidget());
    QTRY_VERIFY(!QToolTip::isVisible());
}

void LockTest::keepsAWindowThatOpensLaterOffTheScreen() {
    Desk desk;
    desk.cover();
    QDialog late(&desk.window);
    late.open();
    QVERIFY(late.testAttribute(Qt::WA_DontShowOnScreen) || !late.isVisible());
    QTRY_VERIFY(!late.isVisible());
    desk.lock->uncover();
    QVERIFY(late.isVisible());
    QVERIFY(!late.testAttribute(Qt::WA_DontShowOnScreen));
}

void LockTest::coversAChildThatIsShownLater() {
    Desk desk;
    desk.cover();
    Leak late(&desk.window);
    late.setGeometry(200, 200, 300, 300);
    late.show();
    late.raise();
    QApplication::processEvents();
    QCOMPARE(leakedPixels(desk.window), 0);
}

void LockTest::doesNotBringBackWhatWasReplaced() {
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    ui::MainWindow window(settings);
    const QPointer<Leak> before = new Leak;
    window.setScreen(before);
    window.show();
    const test::StillClock clock(test::sampleNow());
    ui::LockScreen lock(window, clock);
    lock.cover(test::sampleSession(), std::nullopt);
    auto* next = new QWidget;
    window.setScreen(next);
    QCOMPARE(leakedPixels(window), 0);
    QVERIFY(lock.isVisible());
    lock.uncover();
    QCOMPARE(leakedPixels(window), 0);
    QVERIFY(!before || !before->isVisible());
    QVERIFY(next->isVisible());
}

void LockTest::leavesNothingOfASessionThatIsOver() {
    Desk desk;
    QDialog other(&desk.window);
    other.open();
    desk.cover();
    desk.lock->discard();
    QVERIFY(!desk.lock->isVisible());
    QVERIFY(!other.isVisible());
    QCOMPARE(leakedPixels(desk.window), 0);
}

void LockTest::followsTheWindowsSize() {
    Desk desk;
    desk.cover();
    desk.window.resize(1440, 900);
    QApplication::processEvents();
    QCOMPARE(desk.lock->geometry(), desk.window.rect());
}

void LockTest::givesFocusBackAfterUnlocking() {
    Desk desk;
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    desk.field->setFocus();
    desk.cover();
    desk.lock->uncover();
    QCOMPARE(QApplication::focusWidget(), desk.field);
    QVERIFY(leakedPixels(desk.window) > 0);
}

void LockTest::handsThePasswordOverAndKeepsNone() {
    Desk desk;
    desk.cover();
    auto* password = desk.lock->findChild<QLineEdit*>();
    QSignalSpy unlock(desk.lock, &ui::LockScreen::unlockRequested);
    QTest::keyClicks(password, QStringLiteral("not-a-secret"));
    QTest::keyClick(password, Qt::Key_Return);
    QCOMPARE(unlock.count(), 1);
    QCOMPARE(unlock.first().first().toString(), QStringLiteral("not-a-secret"));
    QVERIFY(password->text().isEmpty());
}

void LockTest::saysHowManyAttemptsAreLeft() {
    Desk desk;
    desk.cover();
    desk.lock->showProblem({.kind = Problem::Kind::Unauthenticated, .attemptsLeft = 3});
    QStringList shown;
    for (const auto* text : desk.lock->findChildren<ui::Text*>()) {
        shown << text->text();
    }
    QVERIFY(shown.join(QLatin1Char('\n')).contains(QStringLiteral("3 attempts left")));
    QVERIFY(desk.lock->isCovering());
}

void LockTest::countsWithItsClock() {
    Desk desk;
    desk.cover();
    const auto says = [&desk](const QString& sentence) {
        const auto texts = desk.lock->findChildren<ui::Text*>();
        return std::any_of(texts.begin(), texts.end(),
                           [&](const auto* text) { return text->text() == sentence; });
    };
    QVERIFY(says(QStringLiteral("Locked just now, after 10 min idle")));
    desk.clock.pass(std::chrono::minutes(4));
    QTRY_VERIFY(says(QStringLiteral("Locked 4 min ago, after 10 min idle")));
    QVERIFY(says(QStringLiteral("Session ends 7:54 PM")));
}

void LockTest::asksBeforeWhatIsKeptIsDropped() {
    Desk desk;
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    desk.cover();
    desk.lock->setKept(2);
    QSignalSpy left(desk.lock, &ui::LockScreen::signOutRequested);
    buttonOf(*desk.lock, u"Sign out")->click();
    QCOMPARE(left.count(), 0);
    // What has focus, and what Esc does, is to stay.
    QCOMPARE(QApplication::focusWidget(), buttonOf(*desk.lock, u"Stay"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(left.count(), 0);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QSignalSpy switched(desk.lock, &ui::LockScreen::switchUserRequested);
    buttonOf(*desk.lock, u"Switch user")->click();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), buttonOf(*desk.lock, u"Drop and leave"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(switched.count(), 1);
    QCOMPARE(left.count(), 0);
}

void LockTest::asksNothingWhereNothingIsKept() {
    Desk desk;
    desk.cover();
    desk.lock->setKept(0);
    QSignalSpy left(desk.lock, &ui::LockScreen::signOutRequested);
    buttonOf(*desk.lock, u"Sign out")->click();
    QCOMPARE(left.count(), 1);
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    LockTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "lock_test.moc"
