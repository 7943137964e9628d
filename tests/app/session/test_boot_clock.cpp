#include "app/session/boot_clock.h"

#include <QFile>
#include <QTest>

namespace custos::app {

using namespace std::chrono_literals;

class TestBootClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// By the kernel's own word, which nobody sets: what ends a session is no clock that a person can put
    /// back.
    void countsFromTheComputersStart() {
        const auto before = BootClock().uptime();
        QFile file(QStringLiteral("/proc/uptime"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const double seconds = file.readAll().split(' ').front().toDouble();
        const auto after = BootClock().uptime();
        const std::chrono::milliseconds said(qint64(seconds * 1000));
        QVERIFY(seconds > 0);
        QVERIFY2(before - 10ms <= said && said <= after, "rounded down to hundredths of a second");
    }

    void showsTheWallClock() {
        QVERIFY(qAbs(BootClock().now().msecsTo(QDateTime::currentDateTimeUtc())) < 1000);
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestBootClock)
#include "test_boot_clock.moc"
