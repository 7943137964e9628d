#include "app/application.h"

#include "app/first_paint.h"
#include "app/practice_desk.h"
#include "app/tour/tour.h"
#include "ui/enrol/first_run_screen.h"
#include "ui/shell/main_window.h"
#include "ui/shell/translations.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace custos::app {
namespace {

ui::Theme chosenTheme(const QSettings& settings) {
    const bool dark = settings.value(QStringLiteral("scheme")) == QLatin1String("dark");
    return ui::Theme(dark ? ui::Scheme::Dark : ui::Scheme::Light,
                     settings.value(QStringLiteral("scale"), ui::Theme::smallestScale).toInt());
}

} // namespace

Application::Application(QApplication& program, CommandLine commandLine)
    : commandLine_(std::move(commandLine))
    , settings_(configDirectory() + QStringLiteral("/client.conf"), QSettings::IniFormat)
    , enrolments_(configDirectory(), clock_)
    , style_(ui::installTheme(program, chosenTheme(settings_)))
    , window_(std::make_unique<ui::MainWindow>(settings_)) {
    ui::installTranslation(program, qEnvironmentVariable("CUSTOS_LANGUAGE", QStringLiteral("en")));
    start();
    if (isTour())
        beginTour();
    if (commandLine_.quitAfterFirstPaint)
        connect(new FirstPaint(*window_), &FirstPaint::painted, &program, &QCoreApplication::quit,
                Qt::QueuedConnection);
    window_->show();
}

Application::~Application() = default;

QString Application::configDirectory() const {
    return isTour() ? nowhere_.filePath(QStringLiteral("config"))
                    : QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

QString Application::dataDirectory() const {
    return isTour() ? nowhere_.filePath(QStringLiteral("data"))
                    : QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
}

void Application::beginTour() {
    tour_ = std::make_unique<Tour>(Tour::Stage{*window_, *style_, [this] { return desk_.get(); }},
                                   commandLine_.tourDirectory, commandLine_.readyFile);
    const bool begun = tour_->begin();
    auto* screen = qobject_cast<ui::FirstRunScreen*>(window_->screenWidget());
    if (begun && screen)
        offer(*screen, tour_->enrolmentFile());
    else
        QMetaObject::invokeMethod(
            this, [] { QCoreApplication::exit(1); }, Qt::QueuedConnection);
}

void Application::start() {
    const auto enrolled = enrolments_.current();
    const bool isEnrolled = enrolled && *enrolled;
    if (isEnrolled && commandLine_.enrolmentFile.isEmpty())
        return openDesk(**enrolled);
    enrol();
    auto* screen = qobject_cast<ui::FirstRunScreen*>(window_->screenWidget());
    if (!enrolled)
        screen->showFailure(enrolled.error(), QStringLiteral("enrolment.custos"));
    if (!commandLine_.enrolmentFile.isEmpty())
        offer(*screen, commandLine_.enrolmentFile);
}

void Application::enrol() {
    auto* screen = new ui::FirstRunScreen;
    connect(screen, &ui::FirstRunScreen::fileChosen, this,
            [this, screen](const QString& path) { offer(*screen, path); });
    connect(screen, &ui::FirstRunScreen::accepted, this, [this] {
        if (const auto offered = std::exchange(offered_, std::nullopt))
            accept(*offered);
    });
    connect(screen, &ui::FirstRunScreen::cancelled, this, [this] {
        const auto enrolled = enrolments_.current();
        if (enrolled && *enrolled)
            openDesk(**enrolled);
        else
            window_->close();
    });
    window_->setScreen(screen);
}

void Application::offer(ui::FirstRunScreen& screen, const QString& path) {
    offered_.reset();
    const auto read = enrolments_.open(path);
    if (!read)
        return screen.showFailure(read.error(), QFileInfo(path).fileName());
    // What was accepted before is not accepted again: no start of the program leaves an alarm behind.
    if (enrolments_.keeps(*read))
        return openDesk(read->enrolment);
    if (isVouchedFor(*read))
        return accept(*read);
    offered_ = *read;
    screen.showOffer(*read);
}

bool Application::isVouchedFor(const EnrolmentOffer& offer) const {
    const QString expected = QString(commandLine_.fingerprint).remove(u' ').toUpper();
    return !expected.isEmpty() && offer.fingerprint.join(QString()) == expected;
}

void Application::accept(const EnrolmentOffer& offer) {
    const auto enrolled = enrolments_.accept(offer);
    if (enrolled) {
        openDesk(*enrolled);
        if (desk_)
            desk_->leaveAlarm();
    } else if (auto* screen = qobject_cast<ui::FirstRunScreen*>(window_->screenWidget())) {
        screen->showFailure(enrolled.error(), offer.fileName);
    }
}

void Application::openDesk(const Enrolment& enrolled) {
    const Enrolment enrolment = tour_ ? tour_->through(enrolled) : enrolled;
    auto server = TrustedServer::from(enrolment);
    if (!server) {
        // Enrolments are checked when they are read; this one passed then.
        enrol();
        return;
    }
    desk_ = std::make_unique<PracticeDesk>(enrolment, std::move(*server), *window_, *style_, settings_,
                                           dataDirectory(), clock_);
    // Later: the desk is deleted there, and it is the one that asks.
    connect(
        desk_.get(), &PracticeDesk::otherEnrolmentRequested, this,
        [this] {
            desk_.reset();
            enrol();
        },
        Qt::QueuedConnection);
}

} // namespace custos::app
