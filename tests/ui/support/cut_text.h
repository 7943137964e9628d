#pragma once

#include <QStringList>

class QWidget;

namespace custos::test {

/// The labels and buttons of a screen that do not fit their place, each with its text. A text that may elide
/// is its own matter.
[[nodiscard]] QStringList cutBelow(const QWidget& screen);

} // namespace custos::test
