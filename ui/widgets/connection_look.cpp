#include "ui/widgets/connection_look.h"

#include <QCoreApplication>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::Connection)
};

} // namespace

ConnectionLook connectionLook(ConnectionMonitor::State state) {
    using State = ConnectionMonitor::State;
    switch (state) {
    case State::Connecting:
        return {Icon::Refresh, &Tokens::text2, Words::tr("Connecting")};
    case State::Connected:
    case State::AuditRefused:
        return {Icon::Check, &Tokens::ok, Words::tr("Connected")};
    case State::Offline:
        return {Icon::Offline, &Tokens::warn, Words::tr("Not connected")};
    case State::WrongServer:
        return {Icon::Warn, &Tokens::bad, Words::tr("Certificate changed")};
    }
    Q_UNREACHABLE();
}

} // namespace custos::ui
