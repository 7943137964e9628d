#pragma once

#include "app/command_line.h"
#include "app/enrolment/file_enrolment_store.h"
#include "app/session/boot_clock.h"

#include <QObject>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

class QApplication;

namespace custos::ui {
class CustosStyle;
class FirstRunScreen;
class MainWindow;
} // namespace custos::ui

namespace custos::app {

class PracticeDesk;
class Tour;

/// The root of the object graph: everything that the program consists of is built below here, in order, and
/// nowhere else.
class Application : public QObject {
    Q_OBJECT
public:
    Application(QApplication& program, CommandLine commandLine);
    ~Application() override;

private:
    [[nodiscard]] QString configDirectory() const;
    [[nodiscard]] QString dataDirectory() const;
    void start();
    void enrol();
    void offer(ui::FirstRunScreen& screen, const QString& path);
    /// By whoever started the program and gave the fingerprint.
    [[nodiscard]] bool isVouchedFor(const EnrolmentOffer& offer) const;
    void accept(const EnrolmentOffer& offer);
    void openDesk(const Enrolment& enrolment);

    [[nodiscard]] bool isTour() const { return !commandLine_.tourDirectory.isEmpty(); }
    void beginTour();

    const CommandLine commandLine_;
    QTemporaryDir nowhere_; ///< A tour leaves nothing of itself in the person's own folders.
    BootClock clock_;
    QSettings settings_;
    FileEnrolmentStore enrolments_;
    ui::CustosStyle* style_; ///< Owned by the program.
    std::unique_ptr<ui::MainWindow> window_;
    std::unique_ptr<PracticeDesk> desk_;
    std::unique_ptr<Tour> tour_;
    std::optional<EnrolmentOffer> offered_;
};

} // namespace custos::app
