#include "ui/widgets/printing.h"

#include <QPrintDialog>
#include <QPrinter>

#include <memory>

namespace custos::ui {

void offerPrinting(QWidget& parent, const QString& title, const std::function<void(QPrinter&)>& print) {
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    auto* dialog = new QPrintDialog(printer.get(), &parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setOption(QAbstractPrintDialog::PrintToFile, false);
    QObject::connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), &parent, [printer, print] {
        // Where a computer has no printer, Qt's stands for a PDF.
        if (printer->outputFormat() == QPrinter::NativeFormat)
            print(*printer);
    });
    dialog->open();
}

} // namespace custos::ui
