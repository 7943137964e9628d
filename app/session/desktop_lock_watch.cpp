#include "app/session/desktop_lock_watch.h"

#include "app/session/sleep_inhibitor.h"

#include <QCoreApplication>
#include <QDBusAbstractInterface>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace custos::app {
namespace {

const QString logindService = QStringLiteral("org.freedesktop.login1");

// Signals declared on an interface object are subscribed to on the bus by Qt; the alternative, a connect by
// a slot's name, would not be checked by the compiler.
class ScreenSaver : public QDBusAbstractInterface {
    Q_OBJECT
public:
    ScreenSaver(const QDBusConnection& bus, const QString& service, const QString& path)
        : QDBusAbstractInterface(service, path, service.toLatin1().constData(), bus, nullptr) {}
Q_SIGNALS:
    void ActiveChanged(bool active);
};

class LogindManager : public QDBusAbstractInterface {
    Q_OBJECT
public:
    explicit LogindManager(const QDBusConnection& bus)
        : QDBusAbstractInterface(logindService, QStringLiteral("/org/freedesktop/login1"),
                                 "org.freedesktop.login1.Manager", bus, nullptr) {}
Q_SIGNALS:
    void PrepareForSleep(bool goes);
};

class LogindSession : public QDBusAbstractInterface {
    Q_OBJECT
public:
    LogindSession(const QDBusConnection& bus, const QString& path)
        : QDBusAbstractInterface(logindService, path, "org.freedesktop.login1.Session", bus, nullptr) {}
Q_SIGNALS:
    void Lock();
};

} // namespace

DesktopLockWatch::DesktopLockWatch(const QDBusConnection& sessionBus, const QDBusConnection& systemBus,
                                   QObject* parent)
    : QObject(parent) {
    if (sessionBus.isConnected())
        hearScreenSavers(sessionBus);
    if (systemBus.isConnected())
        hearLogind(systemBus);
}

DesktopLockWatch::~DesktopLockWatch() = default;

void DesktopLockWatch::hearScreenSavers(const QDBusConnection& bus) {
    for (const char* desktop : {"freedesktop", "gnome", "cinnamon", "mate"}) {
        const QString name = QLatin1String(desktop);
        auto saver = std::make_unique<ScreenSaver>(bus, QStringLiteral("org.%1.ScreenSaver").arg(name),
                                                   QStringLiteral("/org/%1/ScreenSaver").arg(name));
        connect(saver.get(), &ScreenSaver::ActiveChanged, this, [this](bool active) {
            if (active)
                Q_EMIT away();
        });
        heard_.push_back(std::move(saver));
    }
}

void DesktopLockWatch::hearLogind(const QDBusConnection& bus) {
    auto manager = std::make_unique<LogindManager>(bus);
    connect(manager.get(), &LogindManager::PrepareForSleep, this, &DesktopLockWatch::onPrepareForSleep);
    logind_ = std::move(manager);
    inhibitor_ = std::make_unique<SleepInhibitor>(*logind_);
    inhibitor_->take();
    findSession();
}

void DesktopLockWatch::onPrepareForSleep(bool goes) {
    if (!goes)
        return inhibitor_->take();
    Q_EMIT away();
    inhibitor_->release();
}

/// `auto` is the session of this process or, as for what the user's own service manager starts, the one that
/// its person sits at. Calls may be made to that name; signals come from the session's own path alone.
void DesktopLockWatch::findSession() {
    hearSession(logind_->asyncCall(QStringLiteral("GetSession"), QStringLiteral("auto")), [this] {
        // A logind that knows no `auto` (systemd before 243).
        hearSession(logind_->asyncCall(QStringLiteral("GetSessionByPID"),
                                       static_cast<uint>(QCoreApplication::applicationPid())),
                    [] {});
    });
}

void DesktopLockWatch::hearSession(const QDBusPendingCall& question, const std::function<void()>& otherwise) {
    auto* answer = new QDBusPendingCallWatcher(question, this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer, otherwise] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusObjectPath> path = *answer;
        if (path.isError())
            return otherwise();
        auto session = std::make_unique<LogindSession>(logind_->connection(), path.value().path());
        connect(session.get(), &LogindSession::Lock, this, &DesktopLockWatch::away);
        heard_.push_back(std::move(session));
    });
}

} // namespace custos::app

#include "desktop_lock_watch.moc"
