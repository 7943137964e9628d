#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>

namespace custos {

/// What the status bar says about the server. Lives on the GUI thread.
class ConnectionMonitor : public QObject {
    Q_OBJECT
public:
    enum class State {
        Connecting,
        Connected,
        Offline,     ///< The server can't be reached.
        WrongServer, ///< Its certificate is not the pinned one; all requests have stopped.
        AuditRefused ///< It answers, but access can't be logged.
    };
    Q_ENUM(State)

    using QObject::QObject;
    [[nodiscard]] virtual State state() const = 0;
    [[nodiscard]] virtual QString host() const = 0;
    [[nodiscard]] virtual QString pinnedFingerprint() const = 0; ///< First two groups, "7F3A C21E".
    [[nodiscard]] virtual QDateTime lastAnswer() const = 0;

Q_SIGNALS:
    void stateChanged(custos::ConnectionMonitor::State state);
};

} // namespace custos
