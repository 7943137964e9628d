#pragma once

#include "models/ports/connection_monitor.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

namespace custos::ui {

/// How a state of the connection is shown, in two words.
struct ConnectionLook {
    Icon icon;
    Ink ink;
    QString words;
};

[[nodiscard]] ConnectionLook connectionLook(ConnectionMonitor::State state);

} // namespace custos::ui
