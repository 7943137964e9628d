#include "tests/ui/support/screens.h"

#include "models/domain/problem.h"
#include "ui/enrol/first_run_screen.h"
#include "ui/fail_closed/fail_closed_page.h"
#include "ui/lock/lock_screen.h"
#include "ui/shell/opening_block_dialog.h"
#include "ui/shell/workspace.h"
#include "ui/sign_in/code_screen.h"
#include "ui/sign_in/invitation_screen.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/sign_in/totp_enrolment_screen.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_entry.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast_stack.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace custos::test {

namespace {

using Made = std::unique_ptr<QWidget>;
using State = ConnectionMonitor::State;

QString practiceName() {
    return QStringLiteral("Harbor Lane Medical & Dental");
}

PracticeId samplePractice() {
    return *PracticeId::parse(QStringLiteral("0190a000-0000-7000-8000-000000000001"));
}

QStringList fingerprint() {
    return QStringLiteral("7F3A C21E 90B4 6D15 0BE8 A3F7 2C99 41D0 E6B2 187A 5F03 CC94 38AD 7E61 B0F9 5D08")
        .split(QLatin1Char(' '));
}

void connectFoot(ui::Gate& gate, State state = State::Connected) {
    gate.setConnection(state, QStringLiteral("harborlane.custos.local"), fingerprint());
}

std::unique_ptr<ui::SignInScreen> newSignIn() {
    auto screen = std::make_unique<ui::SignInScreen>(practiceName());
    connectFoot(*screen);
    screen->setUsername(QStringLiteral("mira.okonjo"));
    return screen;
}

Made signIn() {
    auto screen = newSignIn();
    const auto edits = screen->findChildren<QLineEdit*>();
    edits.constLast()->setText(QStringLiteral("not-a-secret"));
    return screen;
}

Made refusedSignIn(const Problem& problem, State state = State::Connected) {
    auto screen = newSignIn();
    connectFoot(*screen, state);
    screen->showProblem(problem);
    return screen;
}

Made code() {
    auto screen =
        std::make_unique<ui::CodeScreen>(practiceName(), QStringLiteral("mira.okonjo"), sampleClock());
    connectFoot(*screen);
    screen->findChild<ui::CodeEntry*>()->setText(QStringLiteral("481"));
    return screen;
}

Made refusedCode() {
    auto screen =
        std::make_unique<ui::CodeScreen>(practiceName(), QStringLiteral("mira.okonjo"), sampleClock());
    connectFoot(*screen);
    screen->showProblem({.kind = Problem::Kind::Unauthenticated, .attemptsLeft = 5});
    return screen;
}

std::unique_ptr<ui::InvitationScreen> newInvitation() {
    return std::make_unique<ui::InvitationScreen>(practiceName(), QStringLiteral("harborlane"));
}

Made invitation() {
    auto screen = newInvitation();
    connectFoot(*screen);
    return screen;
}

Made newPassword(const QString& typed = {}) {
    auto screen = newInvitation();
    connectFoot(*screen);
    screen->askPassword(sampleInvitation());
    screen->findChildren<QLineEdit*>().at(1)->setText(typed);
    return screen;
}

Made totpEnrolment(bool shown) {
    auto screen = std::make_unique<ui::TotpEnrolmentScreen>(sampleInvitation());
    connectFoot(*screen);
    if (shown) {
        screen->showRecoveryCodes(sampleRecoveryCodes());
    }
    return screen;
}

Made firstRun() {
    auto screen = std::make_unique<ui::FirstRunScreen>();
    screen->showOffer(sampleOffer());
    screen->findChild<QCheckBox*>()->setChecked(true);
    return screen;
}

Made damagedFirstRun() {
    auto screen = std::make_unique<ui::FirstRunScreen>();
    screen->showFailure(EnrolmentFailure::Damaged, QStringLiteral("front-desk-pc-2.custos"));
    return screen;
}

Made emptyFirstRun() {
    return std::make_unique<ui::FirstRunScreen>();
}

std::unique_ptr<ui::Workspace> newWorkspace() {
    auto workspace = std::make_unique<ui::Workspace>();
    workspace->setPerson(QStringLiteral("Mira Okonjo"), QStringLiteral("Front desk"));
    workspace->setSessionLeft(std::chrono::minutes(552));
    workspace->setConnection({State::Connected, QStringLiteral("harborlane.custos.local"),
                              QStringLiteral("7F3A C21E"), sampleNow().addSecs(-2)});
    workspace->setNow(sampleNow());
    auto* title = new QWidget;
    auto* row = new QHBoxLayout(title);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new ui::Text(QStringLiteral("Tuesday, November 17"), ui::TypeRole::H2));
    row->addStretch();
    auto* empty = new ui::EmptyState(ui::Icon::Calendar, QStringLiteral("Nothing is booked"),
                                     QStringLiteral("The practice is closed on this day."));
    workspace->addPage({.label = QStringLiteral("Schedule"),
                        .icon = ui::Icon::Calendar,
                        .content = empty,
                        .titleBar = title,
                        .hint = QStringLiteral("Arrow keys move between appointments")});
    workspace->addPage({.label = QStringLiteral("Audit"), .icon = ui::Icon::Audit, .content = new QWidget});
    return workspace;
}

Made shell() {
    auto workspace = newWorkspace();
    workspace->toasts().show(ui::Tone::Ok, QStringLiteral("Booked 3:30 PM today"), QStringLiteral("Undo"),
                             [] {});
    workspace->toasts().show(ui::Tone::Bad, QStringLiteral("Someone else booked 3:30 PM first"));
    return workspace;
}

Made keys() {
    auto workspace = newWorkspace();
    workspace->resize(1280, 720);
    workspace->showKeys();
    return workspace;
}

Made openingBlocked(const std::optional<Problem>& problem) {
    auto workspace = newWorkspace();
    workspace->resize(1280, 720);
    auto* dialog = new ui::OpeningBlockDialog(*workspace);
    dialog->open();
    dialog->setFocus();
    if (problem) {
        dialog->showProblem(*problem);
    }
    return workspace;
}

Made offline() {
    auto workspace = newWorkspace();
    workspace->setConnection({State::Offline, QStringLiteral("harborlane.custos.local"),
                              QStringLiteral("7F3A C21E"), sampleNow().addSecs(-1812)});
    auto* banner = new ui::Banner(
        ui::Tone::Warn, ui::Icon::Offline,
        QStringLiteral("Offline. This is a saved copy of the schedule. You can only read it."));
    banner->setClock(QStringLiteral("30:12 old"));
    banner->setAct(QStringLiteral("Try now"), ui::Icon::Refresh);
    workspace->addBanner(banner);
    return workspace;
}

Made onlineOnly() {
    auto workspace = newWorkspace();
    workspace->setOnlineOnly(true);
    return workspace;
}

Made failClosed() {
    auto workspace = newWorkspace();
    workspace->setConnection({State::AuditRefused, QStringLiteral("harborlane.custos.local"),
                              QStringLiteral("7F3A C21E"), sampleNow().addSecs(-2)});
    workspace->replacePages(new ui::FailClosedPage(sampleNow(), sampleSession().absoluteExpiry),
                            ui::newFailClosedTitle(sampleNow().date()));
    return workspace;
}

Made locked() {
    auto host = std::make_unique<QWidget>();
    auto* lock = new ui::LockScreen(*host, sampleClock());
    connectFoot(*lock);
    lock->setConnection(State::Connected, QStringLiteral("harborlane.custos.local"), {});
    lock->cover(sampleSession(), std::chrono::minutes(10));
    lock->setKept(1);
    return host;
}

Made leavingTheLock() {
    auto host = locked();
    host->findChild<ui::LockScreen*>()->setGeometry(0, 0, 1280, 720);
    host->findChildren<ui::Button*>().constLast()->click();
    return host;
}

} // namespace

QDateTime sampleNow() {
    return {QDate(2026, 11, 17), QTime(10, 42, 12), QTimeZone("America/New_York")};
}

const StillClock& sampleClock() {
    static const StillClock clock(sampleNow());
    return clock;
}

EnrolmentOffer sampleOffer() {
    Enrolment enrolment{.addresses = {QUrl(QStringLiteral("https://harborlane.custos.local:8443"))},
                        .ca = {},
                        .pins = {},
                        .notAfter = QDateTime(QDate(2026, 11, 24), QTime(12, 0)),
                        .practice = samplePractice(),
                        .practiceCode = QStringLiteral("harborlane"),
                        .practiceName = practiceName(),
                        .ledgerPublicKey = {},
                        .issuedBy = QStringLiteral("Dr. Tobias Lindqvist, owner"),
                        .issuedAt = QDateTime(QDate(2026, 11, 17), QTime(7, 20)),
                        .issuedFor = QStringLiteral("Front desk PC 2")};
    return {enrolment, QStringLiteral("front-desk-pc-2.custos"), fingerprint(), QByteArray(1900, 'x')};
}

InvitationOffer sampleInvitation() {
    return {practiceName(), QStringLiteral("mira.okonjo"), QStringLiteral("Mira Okonjo"),
            QStringLiteral(
                "otpauth://totp/Custos:mira.okonjo?secret=KR5W3ZQMHX2N7TBDPL4CV6YJE2SAQ7MU&issuer=Custos")};
}

Session sampleSession() {
    const QTimeZone zone("America/New_York");
    const UserId user = *UserId::parse(QStringLiteral("0190a000-0000-7000-8000-000000000002"));
    return {.user = {user,
                     QStringLiteral("mira.okonjo"),
                     QStringLiteral("Mira Okonjo"),
                     {QStringLiteral("front_desk")},
                     {},
                     std::nullopt},
            .practice = {samplePractice(), QStringLiteral("harborlane"), practiceName(), zone, 600},
            .absoluteExpiry = QDateTime(QDate(2026, 11, 17), QTime(19, 54), zone),
            .idleSeconds = 1800};
}

QStringList sampleRecoveryCodes() {
    return {QStringLiteral("7kqm-2wxa"), QStringLiteral("p4td-9hnc"), QStringLiteral("vr3e-m6yj"),
            QStringLiteral("b8sf-x2qk"), QStringLiteral("n5wa-t7gd"), QStringLiteral("h2cy-k9pv"),
            QStringLiteral("e6jm-r4xs"), QStringLiteral("q9ut-d3bn")};
}

std::vector<ScreenCase> screenCases() {
    const QDateTime until(QDate(2026, 11, 17), QTime(8, 19), QTimeZone("America/New_York"));
    using Kind = Problem::Kind;
    return {
        {"01-sign-in", signIn},
        {"01b-sign-in-refused",
         [] { return refusedSignIn({.kind = Kind::Unauthenticated, .attemptsLeft = 3}); }},
        {"01c-sign-in-locked",
         [until] { return refusedSignIn({.kind = Kind::Locked, .lockedUntil = until}); }},
        {"01d-sign-in-throttled",
         [] { return refusedSignIn({.kind = Kind::Throttled, .retryAfterSeconds = 40}); }},
        {"01e-sign-in-offline", [] { return refusedSignIn({.kind = Kind::Unreachable}, State::Offline); }},
        {"01f-sign-in-wrong-server",
         [] { return refusedSignIn({.kind = Kind::WrongServer}, State::WrongServer); }},
        {"02-code", code},
        {"02a-code-refused", refusedCode},
        {"02b-totp-enrolment", [] { return totpEnrolment(false); }},
        {"02c-recovery-codes", [] { return totpEnrolment(true); }},
        {"02d-invitation", invitation},
        {"02e-new-password", [] { return newPassword(); }},
        {"02f-new-password-common", [] { return newPassword(QStringLiteral("Harborlane2026")); }},
        {"02g-new-password-strong", [] { return newPassword(QStringLiteral("nine quiet otters hum")); }},
        {"03-shell", shell},
        {"03k-keys", keys},
        {"03m-opening-blocked", [] { return openingBlocked(std::nullopt); }},
        {"03n-opening-blocked-refused",
         [] { return openingBlocked(Problem{.kind = Kind::Unauthenticated, .attemptsLeft = 4}); }},
        {"10-lock", locked},
        {"10a-lock-leaving", leavingTheLock},
        {"11-offline-shell", offline},
        {"11a-online-only", onlineOnly},
        {"13-first-run", firstRun},
        {"13a-first-run-empty", emptyFirstRun},
        {"13c-first-run-damaged", damagedFirstRun},
        {"22-fail-closed", failClosed},
    };
}

} // namespace custos::test
