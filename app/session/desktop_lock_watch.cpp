#include "app/session/desktop_lock_watch.h"

#include <QDBusAbstractInterface>
#include <QDBusConnection>

namespace custos::app {
namespace {

// Signals declared on an interface object are subscribed to on the bus by Qt; the alternative, a connect by
// a slot's name, would not be checked by the compiler.
class ScreenSaver : public QDBusAbstractInterface {
    Q_OBJECT
public:
    ScreenSaver(const QString& service, const QString& path)
        : QDBusAbstractInterface(service, path, service.toLatin1().constData(), QDBusConnection::sessionBus(),
                                 nullptr) {}
Q_SIGNALS:
    void ActiveChanged(bool active);
};

class LogindManager : public QDBusAbstractInterface {
    Q_OBJECT
public:
    LogindManager()
        : QDBusAbstractInterface(QStringLiteral("org.freedesktop.login1"),
                                 QStringLiteral("/org/freedesktop/login1"), "org.freedesktop.login1.Manager",
                                 QDBusConnection::systemBus(), nullptr) {}
Q_SIGNALS:
    void PrepareForSleep(bool goes);
};

class LogindSession : public QDBusAbstractInterface {
    Q_OBJECT
public:
    LogindSession()
        : QDBusAbstractInterface(QStringLiteral("org.freedesktop.login1"),
                                 QStringLiteral("/org/freedesktop/login1/session/auto"),
                                 "org.freedesktop.login1.Session", QDBusConnection::systemBus(), nullptr) {}
Q_SIGNALS:
    void Lock();
};

} // namespace

DesktopLockWatch::DesktopLockWatch(QObject* parent)
    : QObject(parent) {
    hearScreenSavers();
    hearLogind();
}

DesktopLockWatch::~DesktopLockWatch() = default;

void DesktopLockWatch::hearScreenSavers() {
    if (!QDBusConnection::sessionBus().isConnected())
        return;
    const std::pair<const char*, const char*> known[]{
        {"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"},
        {"org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"}};
    for (const auto& [service, path] : known) {
        auto saver = std::make_unique<ScreenSaver>(QString::fromLatin1(service), QString::fromLatin1(path));
        connect(saver.get(), &ScreenSaver::ActiveChanged, this, [this](bool active) {
            if (active)
                Q_EMIT away();
        });
        heard_.push_back(std::move(saver));
    }
}

void DesktopLockWatch::hearLogind() {
    if (!QDBusConnection::systemBus().isConnected())
        return;
    auto manager = std::make_unique<LogindManager>();
    connect(manager.get(), &LogindManager::PrepareForSleep, this, [this](bool goes) {
        if (goes)
            Q_EMIT away();
    });
    auto session = std::make_unique<LogindSession>();
    connect(session.get(), &LogindSession::Lock, this, &DesktopLockWatch::away);
    heard_.push_back(std::move(manager));
    heard_.push_back(std::move(session));
}

} // namespace custos::app

#include "desktop_lock_watch.moc"
