#pragma once

#include "ui/shell/page.h"

namespace custos::ui {

/// The dialog of all keys (F1) over `host`.
void showKeyList(QWidget& host, const QList<KeyHint>& keys);

} // namespace custos::ui
