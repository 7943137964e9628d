#include "app/application.h"
#include "app/session/process_hardening.h"

#include <QApplication>

int main(int argc, char** argv) {
    custos::app::hardenProcess();
    QApplication::setApplicationName(QStringLiteral("custos"));
    QApplication::setApplicationVersion(QStringLiteral(CUSTOS_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("custos"));
    if (custos::app::CommandLine::asksForText(argc, argv)) {
        const QCoreApplication program(argc, argv);
        (void)custos::app::CommandLine::parse(program); // prints, and ends the program
    }
    QApplication program(argc, argv);
    custos::app::Application application(program, custos::app::CommandLine::parse(program));
    return QApplication::exec();
}
