#pragma once

#include <QDBusConnection>
#include <QObject>

#include <functional>
#include <memory>
#include <vector>

class QDBusAbstractInterface;
class QDBusPendingCall;

namespace custos::app {

class SleepInhibitor;

/// Hears from the desktop that the screen was locked or the computer goes to sleep: on the system bus
/// logind's PrepareForSleep and the Lock of this very session, on the session bus ActiveChanged of the screen
/// savers. Where a bus or a service is missing it hears nothing from it, and it waits for no service's
/// answer; the idle clock does not depend on any of them.
class DesktopLockWatch : public QObject {
    Q_OBJECT
public:
    explicit DesktopLockWatch(const QDBusConnection& sessionBus = QDBusConnection::sessionBus(),
                              const QDBusConnection& systemBus = QDBusConnection::systemBus(),
                              QObject* parent = nullptr);
    ~DesktopLockWatch() override;

Q_SIGNALS:
    /// The computer sleeps when every receiver has returned, and what they covered is covered then.
    void away();

private:
    void hearScreenSavers(const QDBusConnection& bus);
    void hearLogind(const QDBusConnection& bus);
    void onPrepareForSleep(bool goes);
    void findSession();
    void hearSession(const QDBusPendingCall& question, const std::function<void()>& otherwise);

    std::vector<std::unique_ptr<QDBusAbstractInterface>> heard_;
    std::unique_ptr<QDBusAbstractInterface> logind_; ///< Null without a system bus
    std::unique_ptr<SleepInhibitor> inhibitor_;      ///< The same
};

} // namespace custos::app
