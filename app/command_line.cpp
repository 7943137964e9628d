#include "app/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <string_view>

namespace custos::app {

CommandLine CommandLine::parse(const QCoreApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("CommandLine", "Custos, practice administration."));
    parser.addHelpOption();
    parser.addVersionOption();
    const auto option = [&parser](const QString& name, const QString& description, const QString& value) {
        QCommandLineOption added(name, description, value);
        parser.addOption(added);
        return added;
    };
    const auto tr = [](const char* text) { return QCoreApplication::translate("CommandLine", text); };
    const auto enrolment =
        option(QStringLiteral("enrolment"), tr("Enrol this computer with FILE."), QStringLiteral("FILE"));
    const auto fingerprint =
        option(QStringLiteral("fingerprint"), tr("Enrol without asking if FILE has this fingerprint."),
               QStringLiteral("GROUPS"));
    const auto tour = option(QStringLiteral("tour"), tr("Leave a picture of every screen in DIR, then end."),
                             QStringLiteral("DIR"));
    const auto ready =
        option(QStringLiteral("ready"), tr("The demo server's FILE, for the tour."), QStringLiteral("FILE"));
    const auto quit =
        option(QStringLiteral("quit-after-first-paint"), tr("End once the window has been painted."), {});
    parser.addPositionalArgument(QStringLiteral("FILE"), tr("The same as --enrolment."),
                                 QStringLiteral("[FILE]"));
    parser.process(application);
    if (parser.isSet(tour) && !parser.isSet(ready)) {
        std::fputs(qPrintable(tr("--tour needs --ready.") + QLatin1Char('\n')), stderr);
        std::exit(2);
    }
    const QString file =
        parser.isSet(enrolment) ? parser.value(enrolment) : parser.positionalArguments().value(0);
    return {file, parser.value(fingerprint), parser.value(tour), parser.value(ready), parser.isSet(quit)};
}

bool CommandLine::asksForText(int argc, char** argv) {
    return std::any_of(argv, argv + argc, [](std::string_view argument) {
        return argument == "--version" || argument == "-v" || argument == "--help" || argument == "-h";
    });
}

} // namespace custos::app
