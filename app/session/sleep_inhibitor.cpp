#include "app/session/sleep_inhibitor.h"

#include <QDBusAbstractInterface>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace custos::app {

SleepInhibitor::SleepInhibitor(QDBusAbstractInterface& manager)
    : manager_(manager) {}

SleepInhibitor::~SleepInhibitor() = default;

void SleepInhibitor::take() {
    release();
    asked_ = std::make_unique<QDBusPendingCallWatcher>(
        manager_.asyncCall(QStringLiteral("Inhibit"), QStringLiteral("sleep"), QStringLiteral("Custos"),
                           tr("The screen is locked before this computer sleeps"), QStringLiteral("delay")));
    QObject::connect(asked_.get(), &QDBusPendingCallWatcher::finished, asked_.get(), [this] {
        // The answer holds a copy of the descriptor: it must not outlive this by more than its own signal.
        QDBusPendingCallWatcher* answer = asked_.release();
        answer->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> given = *answer;
        if (given.isValid())
            held_ = given.value();
    });
}

void SleepInhibitor::release() {
    asked_.reset();
    held_ = QDBusUnixFileDescriptor();
}

} // namespace custos::app
