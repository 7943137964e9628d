#include "ui/widgets/printing.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QPrintDialog>
#include <QPrinter>
#include <QVBoxLayout>

#include <memory>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::Printing)
};

void sayThatNothingWasPrinted(QWidget& host) {
    auto* dialog = new Dialog(host, Words::tr("Nothing was printed"), 420);
    auto* words =
        new Text(Words::tr("This computer has no printer that Custos can use. Set one up, then print again. "
                           "Custos prints into no file."),
                 TypeRole::Body, &Tokens::text2);
    words->setWordWrap(true);
    auto* close = new Button(Words::tr("Close"), Button::Kind::Plain);
    dialog->content().addWidget(words);
    dialog->content().addWidget(close, 0, Qt::AlignRight);
    QObject::connect(close, &QAbstractButton::clicked, dialog, &Dialog::close);
    dialog->open();
    close->setFocus(Qt::OtherFocusReason);
}

} // namespace

void offerPrinting(QWidget& parent, const QString& title, const std::function<void(QPrinter&)>& print) {
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    auto* dialog = new QPrintDialog(printer.get(), &parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setOption(QAbstractPrintDialog::PrintToFile, false);
    QObject::connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), &parent,
                     [&parent, printer, print] {
                         // Where a computer has no printer, Qt's stands for a PDF.
                         if (printer->outputFormat() == QPrinter::NativeFormat)
                             print(*printer);
                         else
                             sayThatNothingWasPrinted(*parent.window());
                     });
    dialog->open();
}

} // namespace custos::ui
