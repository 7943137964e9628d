#pragma once

class QScrollArea;
class QWidget;

namespace custos::ui {

/// Lets a panel's body scroll where the window is too low for it, without an edge or a ground of its own.
/// Takes ownership of `body`.
[[nodiscard]] QScrollArea* newPanelScroll(QWidget* body);

} // namespace custos::ui
