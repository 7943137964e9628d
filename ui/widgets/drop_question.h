#pragma once

#include <functional>

class QString;
class QWidget;

namespace custos::ui {

/// Asks, over `host`, before what is not booked yet is dropped. `sentence` says how much that is and names
/// nobody, `act` stands on the button that drops. To stay has focus and is what Esc does; `drop` is called
/// once, if that is what was chosen. `unread` is hidden while the question stands, and stays so after `drop`.
/// Returns the question, which deletes itself when it is answered.
QWidget* askBeforeDropping(QWidget& host, const QString& sentence, const QString& act,
                           const std::function<void()>& drop, QWidget* unread = nullptr);

} // namespace custos::ui
