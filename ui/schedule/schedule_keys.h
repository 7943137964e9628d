#pragma once

#include "ui/shell/page.h"

namespace custos::ui {

/// The keys of the schedule, for the list of all keys.
[[nodiscard]] QList<KeyHint> scheduleKeys();

} // namespace custos::ui
