#include "ui/sign_in/sign_in_screen.h"

#include "models/domain/problem.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

QString attemptsSentence(const Problem& problem) {
    return problem.attemptsLeft
               ? SignInScreen::tr("%n attempts left. After that this account is locked for 15 min.", nullptr,
                                  *problem.attemptsLeft)
               : QString();
}

QString waitSentence(const Problem& problem) {
    return problem.retryAfterSeconds ? SignInScreen::tr("Try again in %1.")
                                           .arg(spanText(std::chrono::seconds(*problem.retryAfterSeconds)))
                                     : SignInScreen::tr("Wait a little, then try again.");
}

QString lockedTitle(const Problem& problem) {
    return problem.lockedUntil
               ? SignInScreen::tr("This account is locked until %1").arg(timeText(*problem.lockedUntil))
               : SignInScreen::tr("This account is locked");
}

QString referenceSentence(const Problem& problem) {
    return problem.reference.isEmpty()
               ? SignInScreen::tr("Try again. If it stays, tell an owner or manager of your practice.")
               : SignInScreen::tr("Try again. If it stays, tell support this reference: %1.")
                     .arg(problem.reference);
}

} // namespace

Refusal signInRefusal(const Problem& problem) {
    using Kind = Problem::Kind;
    switch (problem.kind) {
    case Kind::Unauthenticated:
    case Kind::Forbidden:
    case Kind::NotFound:
        return {SignInScreen::tr("Username or password is not right"), attemptsSentence(problem)};
    case Kind::Locked:
        return {lockedTitle(problem), SignInScreen::tr("An owner or manager can unlock it sooner.")};
    case Kind::Throttled:
        return {SignInScreen::tr("Too many attempts from this computer"), waitSentence(problem)};
    case Kind::Unreachable:
        return {SignInScreen::tr("The server can’t be reached"),
                SignInScreen::tr("Check the network. Nothing you typed has left this computer.")};
    case Kind::WrongServer:
        return {
            SignInScreen::tr("The server’s certificate changed"),
            SignInScreen::tr("Custos has stopped sending data. Call the practice owner before you go on."),
            true};
    case Kind::AuditUnavailable:
        return {SignInScreen::tr("Nobody can sign in because access can’t be logged"),
                SignInScreen::tr("Custos opens again by itself as soon as entries can be written.")};
    case Kind::Storage:
        return {SignInScreen::tr("This computer could not keep what it needs"), referenceSentence(problem)};
    case Kind::Cancelled:
        return {SignInScreen::tr("Signing in was stopped"), QString()};
    case Kind::Conflict:
    case Kind::Outdated:
    case Kind::Invalid:
    case Kind::ServerFailed:
    case Kind::Malformed:
        return {SignInScreen::tr("The server could not sign you in"), referenceSentence(problem)};
    }
    Q_UNREACHABLE();
}

Refusal codeRefusal(const Problem& problem) {
    Refusal refusal = signInRefusal(problem);
    if (problem.kind == Problem::Kind::Unauthenticated) {
        refusal.title = SignInScreen::tr("That code is not right");
        if (refusal.sentence.isEmpty()) {
            refusal.sentence = SignInScreen::tr("A code works once. Wait for the next one.");
        }
    }
    return refusal;
}

SignInScreen::SignInScreen(const QString& practiceName, QWidget* parent)
    : Gate(parent)
    , noticeBox_(new QWidget)
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , username_(new Field(tr("Username"), LineEdit::Height::Large))
    , password_(new Field(tr("Password"), LineEdit::Height::Large))
    , signIn_(new Button(tr("Sign in"), Button::Kind::Primary, Button::Size::Large))
    , hint_(new Text(tr("Next, a code from your authenticator app."), TypeRole::Small, &Tokens::text2)) {
    const Theme& theme = Theme::of(this);
    setAccessibleName(tr("Sign in"));
    auto* box = new QVBoxLayout(noticeBox_);
    box->setContentsMargins(0, 0, 0, theme.px(18));
    box->addWidget(notice_);
    noticeBox_->hide();
    password_->makePassword();
    signIn_->setKeyCap(Qt::Key_Return);
    hint_->setAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    hint_->setWordWrap(true);
    QVBoxLayout& column = makeSignInCard(practiceName, new Text(tr("Sign in"), TypeRole::H1), nullptr, 33);
    column.addSpacing(theme.px(20));
    column.addWidget(noticeBox_);
    column.addWidget(username_);
    column.addSpacing(theme.px(16));
    column.addWidget(password_);
    column.addSpacing(theme.px(24));
    column.addWidget(signIn_);
    column.addSpacing(theme.px(16));
    column.addWidget(hint_);

    fillFoot();
    connect(signIn_, &QAbstractButton::clicked, this, &SignInScreen::submit);
    for (Field* field : {username_, password_}) {
        connect(&field->edit(), &QLineEdit::returnPressed, signIn_, &QAbstractButton::click);
    }
    setFocusProxy(username_);
}

void SignInScreen::fillFoot() {
    auto* invitation = new Button(tr("Use an invitation"), Button::Kind::Link);
    auto* other = new Button(tr("Use another enrolment file"), Button::Kind::Link);
    showVersion();
    footEnd().addWidget(invitation);
    footEnd().addWidget(other);
    connect(invitation, &QAbstractButton::clicked, this, &SignInScreen::invitationRequested);
    connect(other, &QAbstractButton::clicked, this, &SignInScreen::otherEnrolmentRequested);
}

void SignInScreen::setUsername(const QString& username) {
    username_->edit().setText(username);
    setFocusProxy(password_);
}

void SignInScreen::submit() {
    if (signIn_->isBusy()) {
        return;
    }
    username_->clearError();
    password_->clearError();
    if (username_->text().trimmed().isEmpty()) {
        username_->setError(tr("Type your username."));
        return username_->edit().setFocus();
    }
    if (password_->text().isEmpty()) {
        password_->setError(tr("Type your password."));
        return password_->edit().setFocus();
    }
    const QString password = takeText(password_->edit());
    Q_EMIT signInRequested(username_->text().trimmed(), password);
}

void SignInScreen::setBusy() {
    signIn_->setBusy(tr("Signing in"));
    username_->edit().setReadOnly(true);
    password_->edit().setReadOnly(true);
}

void SignInScreen::setIdle() {
    signIn_->setIdle();
    username_->edit().setReadOnly(false);
    password_->edit().setReadOnly(false);
}

void SignInScreen::showProblem(const Problem& problem) {
    setIdle();
    password_->wipe();
    const Refusal refusal = signInRefusal(problem);
    const bool warn = problem.kind == Problem::Kind::Unreachable || problem.kind == Problem::Kind::Throttled;
    notice_->setTone(warn ? Tone::Warn : Tone::Bad, warn ? Icon::Offline : Icon::Warn);
    if (problem.kind == Problem::Kind::Throttled) {
        notice_->setTone(Tone::Warn, Icon::Clock);
    }
    notice_->setMessage(refusal.title, refusal.sentence);
    noticeBox_->show();
    password_->edit().setInvalid(problem.kind == Problem::Kind::Unauthenticated);
    hint_->setText(tr("Forgot it? Ask an owner or manager of your practice."));
    hint_->setVisible(!refusal.hopeless);
    for (QWidget* part : {static_cast<QWidget*>(username_), static_cast<QWidget*>(password_),
                          static_cast<QWidget*>(signIn_)}) {
        part->setEnabled(!refusal.hopeless);
    }
    password_->edit().setFocus(Qt::OtherFocusReason);
}

void SignInScreen::showInformation(const QString& title, const QString& sentence) {
    setIdle();
    notice_->setTone(Tone::Info, Icon::Info);
    notice_->setMessage(title, sentence);
    noticeBox_->show();
}

} // namespace custos::ui
