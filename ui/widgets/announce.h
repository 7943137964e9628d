#pragma once

class QString;
class QWidget;

namespace custos::ui {

/// Makes a screen reader say `sentence` now, on behalf of `widget`, which keeps its name and its focus.
void announce(QWidget& widget, const QString& sentence);

} // namespace custos::ui
