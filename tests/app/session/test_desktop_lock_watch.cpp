#include "app/session/desktop_lock_watch.h"

#include <QCoreApplication>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusUnixFileDescriptor>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace custos::app {
namespace {

const QString managerPath = QStringLiteral("/org/freedesktop/login1");
const QString ownSession = QStringLiteral("/org/freedesktop/login1/session/c2");
const QString anotherSession = QStringLiteral("/org/freedesktop/login1/session/_37");

/// A message bus with nobody on it but who is told its address.
class PrivateBus {
public:
    PrivateBus() {
        daemon_.start(QStringLiteral("dbus-daemon"),
                      {QStringLiteral("--session"), QStringLiteral("--nofork"),
                       QStringLiteral("--print-address"),
                       QStringLiteral("--address=unix:path=") + folder_.filePath(QStringLiteral("bus"))});
        if (!daemon_.waitForReadyRead(10000))
            qFatal("no bus");
        address_ = QString::fromLocal8Bit(daemon_.readLine()).trimmed();
    }
    ~PrivateBus() {
        daemon_.terminate();
        daemon_.waitForFinished();
    }
    [[nodiscard]] const QString& address() const { return address_; }

private:
    QTemporaryDir folder_;
    QProcess daemon_;
    QString address_;
};

/// A connection that ends with its test.
class Connection {
public:
    Connection(const PrivateBus& bus, const char* name)
        : bus_(QDBusConnection::connectToBus(bus.address(), QLatin1String(name))) {
        if (!bus_.isConnected())
            qFatal("not connected");
    }
    ~Connection() { QDBusConnection::disconnectFromBus(bus_.name()); }
    Q_DISABLE_COPY_MOVE(Connection)

    [[nodiscard]] QDBusConnection& bus() { return bus_; }

private:
    QDBusConnection bus_;
};

/// A delay lock as logind has it: it lasts until every copy of the descriptor that was given is closed.
class DelayLock {
public:
    DelayLock() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            qFatal("no pipe");
        reading_ = ends[0];
        given_.giveFileDescriptor(ends[1]);
    }
    ~DelayLock() { close(reading_); }
    Q_DISABLE_COPY_MOVE(DelayLock)

    [[nodiscard]] QDBusUnixFileDescriptor give() { return std::exchange(given_, {}); }
    [[nodiscard]] bool isHeld() const {
        char nothing = 0;
        return read(reading_, &nothing, 1) < 0;
    }

private:
    int reading_ = -1;
    QDBusUnixFileDescriptor given_;
};

} // namespace

/// As much of logind as a desktop program asks for: it takes calls for `auto`, and sends from the session's
/// own path.
class Logind : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    enum class Kind { KnowsAuto, BeforeAuto, NeverAnswers };

    std::vector<std::unique_ptr<DelayLock>> delays;
    QStringList lastInhibit;

    Logind(QDBusConnection& bus, Kind kind)
        : bus_(bus)
        , kind_(kind) {
        if (!bus_.registerObject(managerPath, this, QDBusConnection::ExportAllSlots) ||
            !bus_.registerService(QStringLiteral("org.freedesktop.login1")))
            qFatal("no logind");
    }

    void sendLock(const QString& session) {
        bus_.send(QDBusMessage::createSignal(session, QStringLiteral("org.freedesktop.login1.Session"),
                                             QStringLiteral("Lock")));
    }
    void sendPrepareForSleep(bool goes) {
        bus_.send(QDBusMessage::createSignal(managerPath, QStringLiteral("org.freedesktop.login1.Manager"),
                                             QStringLiteral("PrepareForSleep"))
                  << goes);
    }

public Q_SLOTS:
    QDBusObjectPath GetSession(const QString& id) {
        if (kind_ == Kind::NeverAnswers)
            setDelayedReply(true);
        else if (kind_ == Kind::BeforeAuto || id != QLatin1String("auto"))
            sendErrorReply(QStringLiteral("org.freedesktop.login1.NoSuchSession"),
                           QStringLiteral("No session"));
        return QDBusObjectPath(ownSession);
    }
    QDBusObjectPath GetSessionByPID(uint pid) {
        if (pid != QCoreApplication::applicationPid())
            sendErrorReply(QStringLiteral("org.freedesktop.login1.NoSessionForPID"),
                           QStringLiteral("No session"));
        return QDBusObjectPath(ownSession);
    }
    QDBusUnixFileDescriptor Inhibit(const QString& what, const QString& who, const QString& why,
                                    const QString& mode) {
        lastInhibit = {what, who, why, mode};
        delays.push_back(std::make_unique<DelayLock>());
        if (kind_ == Kind::NeverAnswers)
            setDelayedReply(true);
        return delays.back()->give();
    }

private:
    QDBusConnection& bus_;
    const Kind kind_;
};

namespace {

struct Desk {
    Connection theirs;
    Connection ours;
    Logind logind;
    QElapsedTimer time;
    DesktopLockWatch watch;
    qint64 made = time.elapsed();
    QSignalSpy away{&watch, &DesktopLockWatch::away};

    explicit Desk(const PrivateBus& bus, Logind::Kind kind = Logind::Kind::KnowsAuto)
        : theirs(bus, "theirs")
        , ours(bus, "ours")
        , logind(theirs.bus(), kind)
        , time(started())
        , watch(ours.bus(), ours.bus()) {}

    /// What is sent before the watch has found its session is not heard.
    bool hears(const QString& session) {
        return QTest::qWaitFor([&] {
            logind.sendLock(session);
            return !away.isEmpty();
        });
    }

private:
    static QElapsedTimer started() {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }
};

} // namespace

class TestDesktopLockWatch : public QObject {
    Q_OBJECT

    PrivateBus bus_;

private Q_SLOTS:
    void hearsTheLockOfItsOwnSession_data() {
        QTest::addColumn<Logind::Kind>("kind");
        QTest::newRow("by auto") << Logind::Kind::KnowsAuto;
        QTest::newRow("by process") << Logind::Kind::BeforeAuto;
    }
    void hearsTheLockOfItsOwnSession() {
        QFETCH(Logind::Kind, kind);
        Desk desk(bus_, kind);
        QVERIFY(desk.hears(ownSession));
    }

    void hearsNoOtherSessionsLock() {
        Desk desk(bus_);
        QVERIFY(desk.hears(ownSession));
        QTest::qWait(200); // others of the same may be under way
        desk.away.clear();
        desk.logind.sendLock(anotherSession);
        desk.logind.sendLock(ownSession);
        QTRY_VERIFY(!desk.away.isEmpty());
        QTest::qWait(200);
        QCOMPARE(desk.away.size(), 1);
    }

    void hearsThatTheComputerGoesToSleepAndNotThatItWakes() {
        Desk desk(bus_);
        desk.logind.sendPrepareForSleep(false);
        desk.logind.sendPrepareForSleep(true);
        QTRY_VERIFY(!desk.away.isEmpty());
        QCOMPARE(desk.away.size(), 1);
    }

    void keepsTheComputerAwakeUntilItIsCovered() {
        Desk desk(bus_);
        QTRY_COMPARE(desk.logind.delays.size(), size_t(1));
        QCOMPARE(desk.logind.lastInhibit.at(0), QStringLiteral("sleep"));
        QCOMPARE(desk.logind.lastInhibit.at(3), QStringLiteral("delay"));
        const DelayLock& delay = *desk.logind.delays.front();
        QTest::qWait(200); // for the answer, in which it travels
        bool coveredInTime = false;
        connect(&desk.watch, &DesktopLockWatch::away, this, [&] { coveredInTime = delay.isHeld(); });
        desk.logind.sendPrepareForSleep(true);
        QTRY_VERIFY(!delay.isHeld());
        QVERIFY(coveredInTime);
        QCOMPARE(desk.logind.delays.size(), size_t(1));
    }

    void asksForTheNextDelayWhenTheComputerWakes() {
        Desk desk(bus_);
        QTRY_COMPARE(desk.logind.delays.size(), size_t(1));
        desk.logind.sendPrepareForSleep(true);
        desk.logind.sendPrepareForSleep(false);
        QTRY_COMPARE(desk.logind.delays.size(), size_t(2));
        QTest::qWait(200);
        QVERIFY(!desk.logind.delays[0]->isHeld());
        QVERIFY(desk.logind.delays[1]->isHeld());
        desk.logind.sendPrepareForSleep(true);
        QTRY_VERIFY(!desk.logind.delays[1]->isHeld());
    }

    void hearsEachScreenSaver_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"freedesktop", "gnome", "cinnamon", "mate"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void hearsEachScreenSaver() {
        QFETCH(QString, name);
        Desk desk(bus_);
        const QString service = QStringLiteral("org.%1.ScreenSaver").arg(name);
        QVERIFY(desk.theirs.bus().registerService(service));
        const auto say = [&](bool active) {
            auto signal = QDBusMessage::createSignal(QStringLiteral("/org/%1/ScreenSaver").arg(name), service,
                                                     QStringLiteral("ActiveChanged"));
            desk.theirs.bus().send(signal << active);
        };
        say(false);
        say(true);
        QTRY_VERIFY(!desk.away.isEmpty());
        QCOMPARE(desk.away.size(), 1);
    }

    void isHeldUpByNoServiceThatDoesNotAnswer() {
        Desk desk(bus_, Logind::Kind::NeverAnswers);
        QVERIFY(desk.made < 5000);
        desk.logind.sendPrepareForSleep(true);
        QTRY_VERIFY(!desk.away.isEmpty());
    }

    void doesWithoutASystemBus() {
        Connection theirs(bus_, "theirs");
        Connection ours(bus_, "ours");
        QVERIFY(theirs.bus().registerService(QStringLiteral("org.gnome.ScreenSaver")));
        const QDBusConnection nothing(QStringLiteral("nothing"));
        DesktopLockWatch deaf(nothing, nothing);
        DesktopLockWatch watch(ours.bus(), nothing);
        QSignalSpy away(&watch, &DesktopLockWatch::away);
        theirs.bus().send(QDBusMessage::createSignal(QStringLiteral("/org/gnome/ScreenSaver"),
                                                     QStringLiteral("org.gnome.ScreenSaver"),
                                                     QStringLiteral("ActiveChanged"))
                          << true);
        QTRY_VERIFY(!away.isEmpty());
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestDesktopLockWatch)
#include "test_desktop_lock_watch.moc"
