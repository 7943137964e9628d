#include "app/session/idle_watch.h"
#include "tests/app/support/manual_clock.h"

#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWindow>

namespace custos::app {
namespace {

using namespace std::chrono_literals;

/// As the window system would: what a program posts to itself is not spontaneous.
void pressKey(QWindow& window) {
    QTest::keyClick(&window, Qt::Key_A);
}

} // namespace

class TestIdleWatch : public QObject {
    Q_OBJECT

    QWindow window_;

private Q_SLOTS:
    void initTestCase() {
        window_.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window_));
        window_.requestActivate();
    }

    void saysWhenNobodyHasActedForSoLong() {
        test::ManualClock clock;
        IdleWatch watch(*qApp, clock);
        QSignalSpy idled(&watch, &IdleWatch::idled);
        watch.watch(600s);
        clock.pass(599s);
        QTest::qWait(1200);
        QCOMPARE(idled.size(), 0);
        clock.pass(1s);
        QVERIFY(idled.wait(3000));
        QCOMPARE(idled.first().first().value<std::chrono::seconds>(), 600s);
    }

    void beginsAnewAtEveryKey() {
        test::ManualClock clock;
        IdleWatch watch(*qApp, clock);
        QSignalSpy idled(&watch, &IdleWatch::idled);
        QSignalSpy acted(&watch, &IdleWatch::acted);
        watch.watch(600s);
        clock.pass(599s);
        pressKey(window_);
        QCOMPARE(acted.size(), 1);
        clock.pass(599s);
        QTest::qWait(1200);
        QCOMPARE(idled.size(), 0);
    }

    void saysThatSomebodyActsWhileTheyGoOn() {
        test::ManualClock clock;
        IdleWatch watch(*qApp, clock);
        QSignalSpy acted(&watch, &IdleWatch::acted);
        for (int key = 0; key < 10; ++key) {
            clock.pass(400ms);
            pressKey(window_);
        }
        QCOMPARE(acted.size(), 3);
    }

    void takesNoEventOfTheProgramsOwnForAPerson() {
        test::ManualClock clock;
        IdleWatch watch(*qApp, clock);
        QSignalSpy acted(&watch, &IdleWatch::acted);
        watch.watch(600s);
        clock.pass(60s);
        QKeyEvent own(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier);
        QCoreApplication::sendEvent(&window_, &own);
        QCOMPARE(acted.size(), 0);
        QCOMPARE(watch.idleFor(), 60s);
    }

    void isNotExcusedByAKeyAfterALongSleep() {
        test::ManualClock clock;
        IdleWatch watch(*qApp, clock);
        QSignalSpy idled(&watch, &IdleWatch::idled);
        watch.watch(600s);
        clock.pass(8h);
        pressKey(window_);
        QCOMPARE(idled.size(), 1);
    }
};

} // namespace custos::app

QTEST_MAIN(custos::app::TestIdleWatch)
#include "test_idle_watch.moc"
