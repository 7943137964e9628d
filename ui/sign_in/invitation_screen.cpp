#include "ui/sign_in/invitation_screen.h"

#include "models/domain/problem.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/sign_in/strength_bar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr std::chrono::milliseconds announceAfter{700};

} // namespace

InvitationScreen::InvitationScreen(const QString& practiceName, const QString& practiceCode, QWidget* parent)
    : Gate(parent)
    , title_(new Text(tr("Use your invitation"), TypeRole::H1))
    , subtitle_(new Text(tr("An owner or manager of your practice gave it to you. It works once."),
                         TypeRole::Body, &Tokens::text2))
    , noticeBox_(new QWidget)
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , invitation_(new Field(tr("Invitation"), LineEdit::Height::Large))
    , password_(new Field(tr("New password"), LineEdit::Height::Large))
    , strength_(new StrengthBar)
    , again_(new Field(tr("New password, once more"), LineEdit::Height::Large))
    , continue_(new Button(tr("Continue"), Button::Kind::Primary, Button::Size::Large))
    , rest_(new QTimer(this))
    , known_{practiceCode, practiceName} {
    const Theme& theme = Theme::of(this);
    setAccessibleName(tr("Use your invitation"));
    setUpFields();
    auto* box = new QVBoxLayout(noticeBox_);
    box->setContentsMargins(0, 0, 0, theme.px(18));
    box->addWidget(notice_);
    noticeBox_->hide();
    auto* back = new Button(tr("Back"), Button::Kind::Link);
    QVBoxLayout& column = makeSignInCard(practiceName, title_, subtitle_, 29);
    column.addSpacing(theme.px(20));
    column.addWidget(noticeBox_);
    column.addWidget(invitation_);
    column.addWidget(password_);
    again_->setContentsMargins(0, theme.px(16), 0, 0); // goes with the field when it is hidden
    column.addWidget(again_);
    column.addSpacing(theme.px(24));
    column.addWidget(continue_);
    column.addSpacing(theme.px(12));
    column.addWidget(back, 0, Qt::AlignRight);
    password_->hide();
    again_->hide();
    showVersion();
    connect(back, &QAbstractButton::clicked, this, &InvitationScreen::backRequested);
    setFocusProxy(invitation_);
}

void InvitationScreen::setUpFields() {
    subtitle_->setWordWrap(true);
    invitation_->edit().setFont(Theme::of(this).font(TypeRole::MonoLarge));
    password_->makePassword();
    again_->makePassword();
    password_->setGauge(strength_);
    rest_->setSingleShot(true);
    rest_->setInterval(announceAfter);
    connect(&password_->edit(), &QLineEdit::textChanged, this, &InvitationScreen::showStrength);
    connect(rest_, &QTimer::timeout, this,
            [this] { announce(*password_, password_->edit().accessibleDescription()); });
    showStrength();
    continue_->setKeyCap(Qt::Key_Return);
    connect(continue_, &QAbstractButton::clicked, this, &InvitationScreen::submit);
    for (Field* field : {invitation_, password_, again_}) {
        connect(&field->edit(), &QLineEdit::returnPressed, continue_, &QAbstractButton::click);
    }
}

void InvitationScreen::submit() {
    if (continue_->isBusy()) {
        return;
    }
    noticeBox_->hide();
    if (asksPassword_) {
        return choose();
    }
    invitation_->clearError();
    if (invitation_->text().trimmed().isEmpty()) {
        return invitation_->setError(tr("Type or paste the invitation."));
    }
    Q_EMIT invitationEntered(takeText(invitation_->edit()).trimmed());
}

void InvitationScreen::showStrength() {
    password_->clearError();
    const bool empty = password_->text().isEmpty();
    const PasswordStrength strength = strengthOf(password_->text(), known_);
    strength_->setStrength(strength);
    password_->setHelp(
        empty ? tr("At least %n characters; a few words of your own are best.", nullptr, shortestPassword)
              : strengthText(strength));
    empty ? rest_->stop() : rest_->start();
}

void InvitationScreen::choose() {
    password_->clearError();
    again_->clearError();
    if (const auto strength = strengthOf(password_->text(), known_); !isAcceptable(strength)) {
        password_->setError(strengthText(strength));
        return password_->edit().setFocus();
    }
    if (password_->text() != again_->text()) {
        again_->setError(tr("The two are not the same."));
        return again_->edit().setFocus();
    }
    again_->wipe();
    Q_EMIT passwordChosen(takeText(password_->edit()));
}

void InvitationScreen::setBusy() {
    continue_->setBusy(tr("Checking"));
}

void InvitationScreen::setIdle() {
    continue_->setIdle();
}

void InvitationScreen::askPassword(const InvitationOffer& offer) {
    setIdle();
    asksPassword_ = true;
    known_ << offer.username << offer.displayName << offer.practiceName;
    title_->setText(tr("Choose a password"));
    setAccessibleName(title_->text());
    subtitle_->setText(
        tr("For %1. You sign in as %2.", "person, username").arg(offer.displayName, offer.username));
    subtitle_->setEmphasis(offer.username);
    invitation_->hide();
    password_->show();
    again_->show();
    setFocusProxy(password_);
    password_->edit().setFocus(Qt::OtherFocusReason);
}

void InvitationScreen::showProblem(const Problem& problem) {
    setIdle();
    using Kind = Problem::Kind;
    Refusal refusal = signInRefusal(problem);
    const bool refused = problem.kind == Kind::Unauthenticated || problem.kind == Kind::NotFound ||
                         problem.kind == Kind::Forbidden || problem.kind == Kind::Conflict;
    if (refused) {
        refusal = {tr("This invitation is not good"),
                   tr("It may have been used or be too old. Ask whoever gave it to you for another."), false};
    } else if (problem.kind == Kind::Invalid && asksPassword_) {
        refusal = {tr("Choose another password"), tr("This one is too easy to guess."), false};
    }
    notice_->setMessage(refusal.title, refusal.sentence);
    noticeBox_->show();
    continue_->setEnabled(!refusal.hopeless);
    focusProxy()->setFocus(Qt::OtherFocusReason);
}

} // namespace custos::ui
