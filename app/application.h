#pragma once

#include "app/command_line.h"
#include "app/enrolment/file_enrolment_store.h"
#include "app/session/boot_clock.h"

#include <QObject>
#include <QSettings>

#include <memory>

class QApplication;

namespace custos::ui {
class CustosStyle;
class FirstRunScreen;
class MainWindow;
} // namespace custos::ui

namespace custos::app {

class PracticeDesk;

/// The root of the object graph: everything that the program consists of is built below here, in order, and
/// nowhere else.
class Application : public QObject {
    Q_OBJECT
public:
    Application(QApplication& program, CommandLine commandLine);
    ~Application() override;

private:
    void start();
    void enrol();
    void offer(ui::FirstRunScreen& screen, const QString& path);
    void accept(const EnrolmentOffer& offer);
    void openDesk(const Enrolment& enrolment);

    const CommandLine commandLine_;
    BootClock clock_;
    QSettings settings_;
    FileEnrolmentStore enrolments_;
    ui::CustosStyle* style_; ///< Owned by the program.
    std::unique_ptr<ui::MainWindow> window_;
    std::unique_ptr<PracticeDesk> desk_;
    std::optional<EnrolmentOffer> offered_;
};

} // namespace custos::app
