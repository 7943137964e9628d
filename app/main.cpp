#include "app/application.h"
#include "app/session/process_hardening.h"

#include <QApplication>

int main(int argc, char** argv) {
    custos::app::hardenProcess();
    QApplication::setApplicationName(QStringLiteral("custos"));
    QApplication::setApplicationVersion(QStringLiteral(CUSTOS_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("custos"));
    QApplication program(argc, argv);
    custos::app::Application application(program, custos::app::CommandLine::parse(program));
    return QApplication::exec();
}
