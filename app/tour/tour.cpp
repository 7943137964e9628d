#include "app/tour/tour.h"

#include "app/practice_desk.h"
#include "app/tour/relay.h"
#include "ui/audit/audit_page.h"
#include "ui/enrol/first_run_screen.h"
#include "ui/fail_closed/fail_closed_page.h"
#include "ui/lock/lock_screen.h"
#include "ui/schedule/schedule_page.h"
#include "ui/schedule/schedule_view.h"
#include "ui/shell/main_window.h"
#include "ui/shell/opening_block_dialog.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/workspace.h"
#include "ui/sign_in/code_screen.h"
#include "ui/sign_in/invitation_screen.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/sign_in/totp_enrolment_screen.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/banner.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace custos::app {
namespace {

constexpr int pollEvery = 50;   // ms
constexpr int longestWait = 60; // s; a code is used once, so the next one may be half a minute away
constexpr int repaintFor = 120; // ms
constexpr int settleFor = 350;  // ms after a screen is there, for layout and late answers

bool always() {
    return true;
}

} // namespace

Tour::Tour(Stage stage, QString directory, QString readyFile, QObject* parent)
    : QObject(parent)
    , stage_(std::move(stage))
    , directory_(std::move(directory))
    , readyFile_(std::move(readyFile)) {
    poll_.setInterval(pollEvery);
    connect(&poll_, &QTimer::timeout, this, &Tour::check);
}

Tour::~Tour() = default;

bool Tour::begin() {
    QFile file(readyFile_);
    if (!file.open(QIODevice::ReadOnly) || !QDir().mkpath(directory_))
        return false;
    const QJsonObject ready = QJsonDocument::fromJson(file.readAll()).object();
    const QUrl url(ready[QLatin1String("url")].toString());
    enrolmentFile_ = ready[QLatin1String("enrolment_file")].toString();
    accounts_ = ready[QLatin1String("accounts")].toArray();
    relay_ = new Relay(url.host(), quint16(url.port(443)), this);
    plan();
    QMetaObject::invokeMethod(this, &Tour::next, Qt::QueuedConnection);
    return relay_->port() != 0 && !enrolmentFile_.isEmpty();
}

Enrolment Tour::through(Enrolment enrolment) {
    enrolment.addresses = {QUrl(QStringLiteral("https://127.0.0.1:%1").arg(relay_->port()))};
    return enrolment;
}

void Tour::add(const char* picture, std::function<void()> act, std::function<bool()> ready) {
    steps_.append({QString::fromLatin1(picture), std::move(act), std::move(ready)});
}

void Tour::plan() {
    planSignIn();
    planWork();
    planInterruptions();
    planOwner();
}

void Tour::planSignIn() {
    add(
        "13-first-run", [] {}, [this] { return shows("custos::ui::FirstRunScreen"); });
    add(
        "01-sign-in",
        [this] {
            if (auto* screen = qobject_cast<ui::FirstRunScreen*>(stage_.window.screenWidget()))
                Q_EMIT screen->accepted();
        },
        [this] {
            return shows("custos::ui::SignInScreen") &&
                   stage_.desk()->link().monitor.state() == ConnectionMonitor::State::Connected;
        });
    add(
        "01b-sign-in-error",
        [this] {
            if (auto* screen = qobject_cast<ui::SignInScreen*>(stage_.window.screenWidget()))
                Q_EMIT screen->signInRequested(QStringLiteral("nobody"), QStringLiteral("not a password"));
        },
        [this] {
            const auto* notice = stage_.window.findChild<ui::Notice*>();
            return notice && notice->isVisible() && !notice->title().isEmpty();
        });
    add(
        "02d-invitation", [this] { click(QStringLiteral("Use an invitation")); },
        [this] { return shows("custos::ui::InvitationScreen"); });
    add(
        "",
        [this] {
            if (auto* screen = qobject_cast<ui::InvitationScreen*>(stage_.window.screenWidget()))
                Q_EMIT screen->backRequested();
        },
        [this] { return shows("custos::ui::SignInScreen"); });
    add(
        "02-totp", [this] { signIn("front_desk"); }, [this] { return shows("custos::ui::CodeScreen"); });
}

void Tour::planWork() {
    add(
        "03-schedule", [this] { answerCode(); }, [this] { return scheduleIsThere(); });
    add(
        "03f-schedule-privacy", [this] { stage_.window.findChild<ui::SchedulePage*>()->setPrivacy(true); },
        &always);
    add(
        "03k-keys",
        [this] {
            stage_.window.findChild<ui::SchedulePage*>()->setPrivacy(false);
            Q_EMIT stage_.window.findChild<ui::TopBar*>()->keysRequested();
        },
        [this] { return dialog() != nullptr; });
    add(
        "03m-opening-blocked",
        [this] {
            dialog()->close();
            (new ui::OpeningBlockDialog(*workspace()))->open();
        },
        [this] { return dialog() != nullptr; });
    add(
        "04-booking",
        [this] {
            dialog()->close();
            click(QStringLiteral("Book"));
        },
        &always);
}

/// What comes between a person and the work, and goes again.
void Tour::planInterruptions() {
    add(
        "11-offline",
        [this] {
            relay_->cut();
            stage_.window.findChild<ui::SchedulePage*>()->day().reload();
        },
        [this] { return stage_.desk()->link().monitor.state() == ConnectionMonitor::State::Offline; });
    add(
        "", [this] { relay_->mend(); },
        [this] { return stage_.desk()->link().monitor.state() == ConnectionMonitor::State::Connected; });
    add(
        "22-fail-closed",
        [this] {
            workspace()->replacePages(new ui::FailClosedPage(QDateTime::currentDateTime(),
                                                             QDateTime::currentDateTime().addSecs(36000)),
                                      ui::newFailClosedTitle(QDate::currentDate()));
        },
        &always);
    add(
        "10-lock",
        [this] {
            workspace()->restorePages();
            stage_.desk()->link().session.lock();
        },
        [this] {
            const auto* lock = stage_.window.findChild<ui::LockScreen*>();
            return lock && lock->isCovering();
        });
    add(
        "",
        [this] {
            if (auto* lock = stage_.window.findChild<ui::LockScreen*>())
                Q_EMIT lock->unlockRequested(current_.password);
        },
        [this] { return scheduleIsThere(); });
    add(
        "", [this] { (void)stage_.desk()->link().session.signOut(); },
        [this] { return shows("custos::ui::SignInScreen"); });
}

void Tour::planOwner() {
    add(
        "", [this] { signIn("owner"); }, [this] { return shows("custos::ui::CodeScreen"); });
    add(
        "", [this] { answerCode(); }, [this] { return scheduleIsThere(); });
    add(
        "07-audit",
        [this] {
            // The owner's rail: the schedule, then the trail.
            workspace()->openPage(1);
        },
        [this] {
            auto* page = stage_.window.findChild<ui::AuditPage*>();
            return page && page->table().state() == AuditTable::State::Ready && isProven();
        });
    add(
        "", [this] { (void)stage_.desk()->link().session.signOut(); },
        [this] { return shows("custos::ui::SignInScreen"); });
    add(
        "02b-totp-enrol",
        [this] {
            stage_.window.setScreen(new ui::TotpEnrolmentScreen(
                {tr("Exemplar Practice"), QStringLiteral("n.newcomer"), QStringLiteral("Nova Newcomer"),
                 QStringLiteral(
                     "otpauth://totp/Custos:n.newcomer?secret=MFRGGZDFMZTWQ2LKNNWG23TPOA&issuer=Custos")}));
        },
        &always);
    add(
        "02c-recovery-codes",
        [this] {
            if (auto* screen = qobject_cast<ui::TotpEnrolmentScreen*>(stage_.window.screenWidget()))
                screen->showRecoveryCodes({QStringLiteral("tour-aaaa"), QStringLiteral("tour-bbbb"),
                                           QStringLiteral("tour-cccc"), QStringLiteral("tour-dddd"),
                                           QStringLiteral("tour-eeee"), QStringLiteral("tour-ffff"),
                                           QStringLiteral("tour-gggg"), QStringLiteral("tour-hhhh")});
        },
        &always);
}

bool Tour::isProven() const {
    const AuditGuard* guard = stage_.desk()->work().guard();
    return guard && std::holds_alternative<AuditProven>(guard->proof().finding());
}

void Tour::signIn(const char* role) {
    const auto found = account(role);
    if (!found)
        return fail(QStringLiteral("the ready file has no account of role ") + QString::fromLatin1(role));
    current_ = *found;
    if (auto* screen = qobject_cast<ui::SignInScreen*>(stage_.window.screenWidget()))
        Q_EMIT screen->signInRequested(current_.username, current_.password);
}

void Tour::answerCode() {
    auto* custosd = new QProcess(this);
    connect(custosd, &QProcess::finished, this, [this, custosd] {
        const QString code = QString::fromLatin1(custosd->readAllStandardOutput()).trimmed();
        if (auto* screen = qobject_cast<ui::CodeScreen*>(stage_.window.screenWidget()))
            Q_EMIT screen->codeEntered(code);
        custosd->deleteLater();
    });
    custosd->start(QCoreApplication::applicationDirPath() + QStringLiteral("/custosd"),
                   {QStringLiteral("totp"), QStringLiteral("--ready"), readyFile_, QStringLiteral("--user"),
                    current_.username});
}

std::optional<Tour::Account> Tour::account(const char* role) const {
    for (const QJsonValue value : accounts_)
        if (value[QLatin1String("role")].toString() == QLatin1String(role))
            return Account{value[QLatin1String("username")].toString(),
                           value[QLatin1String("password")].toString()};
    return std::nullopt;
}

bool Tour::shows(const char* className) const {
    const QWidget* screen = stage_.window.screenWidget();
    return screen && screen->isVisible() && qstrcmp(screen->metaObject()->className(), className) == 0;
}

ui::Workspace* Tour::workspace() const {
    return qobject_cast<ui::Workspace*>(stage_.window.screenWidget());
}

ui::Dialog* Tour::dialog() const {
    return stage_.window.findChild<ui::Dialog*>();
}

bool Tour::scheduleIsThere() const {
    const auto* page = stage_.window.findChild<ui::SchedulePage*>();
    return page && page->isVisible() &&
           const_cast<ui::SchedulePage*>(page)->day().state() == ScheduleDay::State::Live;
}

void Tour::click(const QString& label) {
    const auto buttons = stage_.window.findChildren<QAbstractButton*>();
    for (QAbstractButton* button : buttons)
        if (button->isVisible() && button->text() == label)
            return button->click();
    fail(QStringLiteral("there is no button \"%1\"").arg(label));
}

void Tour::next() {
    if (++at_ == steps_.size())
        return QCoreApplication::exit(0);
    polls_ = 0;
    steps_.at(at_).act();
    poll_.start();
}

void Tour::check() {
    if (++polls_ * pollEvery > longestWait * 1000)
        return fail(QStringLiteral("waited too long for ") + steps_.at(at_).picture);
    if (!steps_.at(at_).ready())
        return;
    poll_.stop();
    QTimer::singleShot(settleFor, this, &Tour::takePictures);
}

void Tour::takePictures() {
    if (steps_.at(at_).picture.isEmpty())
        return next();
    // The palette reaches the widgets with the event loop, so each picture waits for it.
    paint(ui::Scheme::Dark);
    QTimer::singleShot(repaintFor, this, [this] {
        grab("dark");
        paint(ui::Scheme::Light);
        QTimer::singleShot(repaintFor, this, [this] {
            grab("light");
            next();
        });
    });
}

void Tour::paint(ui::Scheme scheme) {
    stage_.style.setTheme(ui::Theme(scheme, stage_.style.theme().scalePercent()));
}

void Tour::grab(const char* scheme) {
    const QString file = QStringLiteral("%1-%2.png").arg(steps_.at(at_).picture, QString::fromLatin1(scheme));
    if (!stage_.window.grab().save(QDir(directory_).filePath(file)))
        fail(QStringLiteral("cannot write ") + file);
}

void Tour::fail(const QString& why) {
    poll_.stop();
    qCritical("tour: %s", qPrintable(why));
    QCoreApplication::exit(1);
}

} // namespace custos::app
