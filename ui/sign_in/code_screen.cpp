#include "ui/sign_in/code_screen.h"

#include "models/domain/problem.h"
#include "models/ports/clock.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_entry.h"
#include "ui/widgets/field.h"
#include "ui/widgets/ring.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int stepSeconds = 30; // RFC 6238, section 5.2

} // namespace

CodeScreen::CodeScreen(const QString& practiceName, const QString& username, const Clock& clock,
                       QWidget* parent)
    : Gate(parent)
    , clock_(clock)
    , title_(new Text(QString(), TypeRole::H1))
    , subtitle_(new Text(QString(), TypeRole::Body, &Tokens::text2))
    , noticeBox_(new QWidget)
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , codePart_(new QWidget)
    , code_(new CodeEntry)
    , ring_(new CountdownRing)
    , changes_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , recovery_(new Field(tr("Recovery code"), LineEdit::Height::Large))
    , continue_(new Button(tr("Continue"), Button::Kind::Primary, Button::Size::Large))
    , other_(new Button(QString(), Button::Kind::Link))
    , tick_(new QTimer(this))
    , username_(username) {
    const Theme& theme = Theme::of(this);
    fillCodePart();
    auto* box = new QVBoxLayout(noticeBox_);
    box->setContentsMargins(0, 0, 0, theme.px(18));
    box->addWidget(notice_);
    noticeBox_->hide();
    recovery_->setHelp(tr("One of the eight codes you printed. Each works once."));
    auto* back = new Button(tr("Back"), Button::Kind::Link);
    auto* links = new QHBoxLayout;
    links->addWidget(other_);
    links->addStretch();
    links->addWidget(back);

    QVBoxLayout& column = makeSignInCard(practiceName, title_, subtitle_, 29);
    column.addSpacing(theme.px(22));
    column.addWidget(noticeBox_);
    column.addWidget(codePart_);
    column.addWidget(recovery_);
    column.addSpacing(theme.px(22));
    column.addWidget(continue_);
    column.addSpacing(theme.px(12));
    column.addLayout(links);
    showVersion();

    wire(*back);
    tick_->start(std::chrono::seconds(1));
    useRecovery(false);
    showTime();
}

void CodeScreen::fillCodePart() {
    const Theme& theme = Theme::of(this);
    auto* label = new Text(tr("6-digit code"), TypeRole::SmallMedium, &Tokens::text2);
    label->setBuddy(code_);
    code_->setAccessibleName(tr("6-digit code"));
    auto* countdown = new QHBoxLayout;
    countdown->setSpacing(theme.px(8));
    countdown->addWidget(ring_);
    changes_->setWordWrap(true);
    countdown->addWidget(changes_, 1);
    countdown->addWidget(new Text(tr("Paste works"), TypeRole::Small, &Tokens::text2));
    auto* part = new QVBoxLayout(codePart_);
    part->setContentsMargins(0, 0, 0, 0);
    part->setSpacing(0);
    part->addWidget(label);
    part->addSpacing(theme.px(6));
    part->addWidget(code_);
    part->addSpacing(theme.px(14));
    part->addLayout(countdown);
}

void CodeScreen::wire(QAbstractButton& back) {
    connect(code_, &QLineEdit::textChanged, this, [this] { continue_->setEnabled(code_->isComplete()); });
    connect(code_, &CodeEntry::completed, this, &CodeScreen::submit);
    connect(code_, &QLineEdit::returnPressed, this, &CodeScreen::submit);
    connect(&recovery_->edit(), &QLineEdit::textChanged, this,
            [this](const QString& text) { continue_->setEnabled(!text.trimmed().isEmpty()); });
    connect(&recovery_->edit(), &QLineEdit::returnPressed, this, &CodeScreen::submit);
    connect(continue_, &QAbstractButton::clicked, this, &CodeScreen::submit);
    connect(other_, &QAbstractButton::clicked, this, [this] { useRecovery(!recoveryShown_); });
    connect(&back, &QAbstractButton::clicked, this, &CodeScreen::backRequested);
    connect(tick_, &QTimer::timeout, this, &CodeScreen::showTime);
}

void CodeScreen::useRecovery(bool recovery) {
    recoveryShown_ = recovery;
    title_->setText(recovery ? tr("Enter a recovery code") : tr("Enter your code"));
    setAccessibleName(title_->text());
    subtitle_->setText(recovery ? tr("In place of the authenticator app for %1").arg(username_)
                                : tr("From the authenticator app for %1").arg(username_));
    subtitle_->setEmphasis(username_);
    other_->setText(recovery ? tr("Use the authenticator app") : tr("Use a recovery code"));
    codePart_->setVisible(!recovery);
    recovery_->setVisible(recovery);
    noticeBox_->hide();
    code_->clear();
    recovery_->wipe();
    continue_->setEnabled(false);
    QWidget* entry = recovery ? static_cast<QWidget*>(recovery_) : code_;
    setFocusProxy(entry);
    entry->setFocus(Qt::OtherFocusReason);
}

void CodeScreen::showTime() {
    const qint64 now = clock_.now().toSecsSinceEpoch();
    const int left = stepSeconds - int(now % stepSeconds);
    ring_->setShare(qreal(left) / stepSeconds);
    const QString span = spanText(std::chrono::seconds(left));
    changes_->setText(tr("This code changes in %1").arg(span));
    changes_->setEmphasis(span);
}

void CodeScreen::submit() {
    const bool ready = recoveryShown_ ? !recovery_->text().trimmed().isEmpty() : code_->isComplete();
    if (continue_->isBusy() || !ready) {
        return;
    }
    if (recoveryShown_) {
        Q_EMIT recoveryCodeEntered(takeText(recovery_->edit()).trimmed());
    } else {
        Q_EMIT codeEntered(code_->text());
    }
}

void CodeScreen::setBusy() {
    continue_->setEnabled(true);
    continue_->setBusy(tr("Checking"));
    code_->setReadOnly(true);
}

void CodeScreen::setIdle() {
    continue_->setIdle();
    continue_->setEnabled(false);
    code_->setReadOnly(false);
}

void CodeScreen::showProblem(const Problem& problem) {
    setIdle();
    Refusal refusal = codeRefusal(problem);
    if (problem.kind == Problem::Kind::Unauthenticated && recoveryShown_) {
        refusal.title = tr("That recovery code is not right");
    }
    notice_->setMessage(refusal.title, refusal.sentence);
    noticeBox_->show();
    code_->clear();
    code_->setInvalid(problem.kind == Problem::Kind::Unauthenticated);
    recovery_->wipe();
    codePart_->setEnabled(!refusal.hopeless);
    recovery_->setEnabled(!refusal.hopeless);
    focusProxy()->setFocus(Qt::OtherFocusReason);
}

} // namespace custos::ui
