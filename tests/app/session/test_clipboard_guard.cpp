#include "app/session/clipboard_guard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QProcess>
#include <QTest>

#include <memory>

namespace custos::app {

/// On a real X server: what is Custos's and what another program's, only that knows.
class TestClipboardGuard : public QObject {
    Q_OBJECT

    static QClipboard& clipboard() { return *QGuiApplication::clipboard(); }
    static bool empties() {
        return QTest::qWaitFor([] { return clipboard().text().isEmpty(); }, 3000);
    }

private Q_SLOTS:
    void clearsWhatCustosCopiedAfterItsTime() {
        ClipboardGuard guard(clipboard(), std::chrono::milliseconds(200));
        clipboard().setText(QStringLiteral("Testerman, Silas"));
        QVERIFY(clipboard().ownsClipboard());
        QVERIFY(empties());
    }

    void clearsTheSelectionToo() {
        ClipboardGuard guard(clipboard(), std::chrono::milliseconds(200));
        clipboard().setText(QStringLiteral("Testerman, Silas"), QClipboard::Selection);
        QVERIFY(QTest::qWaitFor([] { return clipboard().text(QClipboard::Selection).isEmpty(); }, 3000));
    }

    void clearsAtOnceWhenItIsTold() {
        ClipboardGuard guard(clipboard());
        clipboard().setText(QStringLiteral("Testerman, Silas"));
        guard.clearNow();
        QVERIFY(clipboard().text().isEmpty());
    }

    void selectingElsewhereLeavesWhatWasCopiedNoMoreTime() {
        ClipboardGuard guard(clipboard(), std::chrono::milliseconds(400));
        clipboard().setText(QStringLiteral("Testerman, Silas"));
        for (int selected = 0; selected < 20; ++selected) {
            QTest::qWait(50);
            clipboard().setText(QString::number(selected), QClipboard::Selection);
        }
        QVERIFY(clipboard().text().isEmpty());
        QVERIFY(!clipboard().text(QClipboard::Selection).isEmpty());
    }

    void copyingElsewhereLeavesWhatIsSelectedNoMoreTime() {
        ClipboardGuard guard(clipboard(), std::chrono::milliseconds(400));
        clipboard().setText(QStringLiteral("Testerman, Silas"), QClipboard::Selection);
        for (int copied = 0; copied < 20; ++copied) {
            QTest::qWait(50);
            clipboard().setText(QString::number(copied));
        }
        QVERIFY(clipboard().text(QClipboard::Selection).isEmpty());
        QVERIFY(!clipboard().text().isEmpty());
    }

    void takesBothBackWhenItGoes() {
        {
            ClipboardGuard guard(clipboard());
            clipboard().setText(QStringLiteral("Testerman, Silas"));
            clipboard().setText(QStringLiteral("Testerman, Silas"), QClipboard::Selection);
        }
        QVERIFY(!clipboard().ownsClipboard());
        QVERIFY(!clipboard().ownsSelection());
        QVERIFY(clipboard().text().isEmpty());
    }

    void leavesWhatAnotherProgramCopied() {
        auto guard = std::make_unique<ClipboardGuard>(clipboard(), std::chrono::milliseconds(200));
        clipboard().setText(QStringLiteral("Testerman, Silas"));
        QProcess other;
        other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--be-another-program")});
        QVERIFY(other.waitForStarted());
        QVERIFY(QTest::qWaitFor([] { return !clipboard().ownsClipboard(); }, 3000));
        QTest::qWait(500);
        guard->clearNow();
        guard.reset();
        QCOMPARE(clipboard().text(), QStringLiteral("somebody else's"));
        other.kill();
        other.waitForFinished();
    }
};

} // namespace custos::app

int main(int argc, char** argv) {
    QGuiApplication program(argc, argv);
    if (program.arguments().contains(QStringLiteral("--be-another-program"))) {
        QGuiApplication::clipboard()->setText(QStringLiteral("somebody else's"));
        return QGuiApplication::exec();
    }
    custos::app::TestClipboardGuard test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_clipboard_guard.moc"
