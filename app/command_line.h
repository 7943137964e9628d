#pragma once

#include <QString>

class QCoreApplication;

namespace custos::app {

/// What the program was started with. A wrong line ends the program with a sentence and code 2.
struct CommandLine {
    QString enrolmentFile; ///< Opened at once on the first-run screen.
    QString fingerprint;   ///< Stands for the person who compares it: enrols without asking where it matches.
    QString tourDirectory; ///< Walk through every screen and leave pictures there, then end.
    QString readyFile;     ///< Accounts of the demo server that the tour signs in to.
    bool quitAfterFirstPaint = false;

    [[nodiscard]] static CommandLine parse(const QCoreApplication& application);

    /// Help and version are asked for by scripts too, where nothing can be shown.
    [[nodiscard]] static bool asksForText(int argc, char** argv);
};

} // namespace custos::app
