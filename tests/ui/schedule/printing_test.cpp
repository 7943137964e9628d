#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/screens.h"
#include "ui/sign_in/recovery_codes.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/printing.h"

#include <QApplication>
#include <QComboBox>
#include <QPrintDialog>
#include <QPrinter>
#include <QTest>

#include <algorithm>

using namespace custos;
using namespace custos::test;

/// What is shown goes to printers and into no file.
class PrintingTest : public QObject {
    Q_OBJECT

    /// Of the dialog that `parent` has opened.
    static bool offersAFile(const QWidget& parent) {
        const auto* dialog = parent.findChild<QPrintDialog*>();
        if (!dialog || !dialog->isVisible())
            qFatal("no dialog asks for a printer");
        const auto lists = dialog->findChildren<QComboBox*>();
        const bool isListed = std::any_of(lists.begin(), lists.end(), [](const QComboBox* list) {
            return list->findText(QStringLiteral("Print to File (PDF)")) >= 0;
        });
        return isListed || dialog->testOption(QAbstractPrintDialog::PrintToFile);
    }

private Q_SLOTS:
    void theDaySheetGoesIntoNoFile() {
        ScheduleWorld world;
        world.open();
        world.press(Qt::Key_P, Qt::ControlModifier);
        QVERIFY(!offersAFile(*world.page));
    }

    void theRecoveryCodesGoIntoNoFile() {
        QWidget window;
        window.show();
        ui::printRecoveryCodes(window, QStringLiteral("Exemplar"), QStringLiteral("s.testerman"),
                               sampleRecoveryCodes());
        QVERIFY(!offersAFile(window));
    }

    void printsIntoNoFileThoughTheDialogLeavesOne() {
        QWidget window;
        window.show();
        int printed = 0;
        ui::offerPrinting(window, QStringLiteral("Print"), [&](QPrinter&) { ++printed; });
        auto* dialog = window.findChild<QPrintDialog*>();
        QVERIFY(dialog);
        dialog->printer()->setOutputFormat(QPrinter::PdfFormat);
        Q_EMIT dialog->accepted(dialog->printer());
        QCOMPARE(printed, 0);
        const auto* said = window.findChild<ui::Dialog*>();
        QVERIFY(said && said->isVisible());
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    PrintingTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "printing_test.moc"
