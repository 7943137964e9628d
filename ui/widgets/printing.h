#pragma once

#include <functional>

class QPrinter;
class QString;
class QWidget;

namespace custos::ui {

/// Asks for a printer, in a dialog that is a child of `parent` and runs no event loop of its own. `print` is
/// called once at most, and with a printer only: nothing that is shown here is written to a file. Where there
/// is none, a dialog says so.
void offerPrinting(QWidget& parent, const QString& title, const std::function<void(QPrinter&)>& print);

} // namespace custos::ui
