#pragma once

#include <QStringList>

class QWidget;

namespace custos::test {

/// What can be reached or pressed on a screen that is shown, and has no name for a screen reader to say: its
/// class, and where it is.
[[nodiscard]] QStringList unnamedBelow(const QWidget& screen);

} // namespace custos::test
