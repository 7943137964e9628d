#pragma once

#include <QCoreApplication>
#include <QDBusUnixFileDescriptor>

#include <memory>

class QDBusAbstractInterface;
class QDBusPendingCallWatcher;

namespace custos::app {

/// logind's delay lock on sleep: while it is held the computer that is to sleep waits, five seconds unless
/// its administrator says otherwise. Held from logind's answer on; where logind gives none, sleep comes as
/// it would.
class SleepInhibitor {
    Q_DECLARE_TR_FUNCTIONS(SleepInhibitor)
public:
    /// `manager` is org.freedesktop.login1.Manager, and outlives this.
    explicit SleepInhibitor(QDBusAbstractInterface& manager);
    ~SleepInhibitor();

    /// Asks for it and does not wait.
    void take();
    /// From here on nothing of this holds sleep up, nor does an answer that is still to come.
    void release();

private:
    QDBusAbstractInterface& manager_;
    std::unique_ptr<QDBusPendingCallWatcher> asked_;
    QDBusUnixFileDescriptor held_;
};

} // namespace custos::app
