#include "ui/shell/opening_block_dialog.h"

#include "models/domain/problem.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_entry.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int dialogWidth = 440;

Refusal refusalOf(const Problem& problem) {
    if (problem.code == QLatin1String("opening_blocked_owner"))
        return {OpeningBlockDialog::tr("An owner has to let you go on"),
                OpeningBlockDialog::tr(
                    "This is the second time within twelve hours. Ask an owner of your practice."),
                true};
    if (problem.kind == Problem::Kind::Forbidden)
        return {OpeningBlockDialog::tr("The server did not let you go on"),
                OpeningBlockDialog::tr("Wait for the next code and try again.")};
    return codeRefusal(problem);
}

} // namespace

OpeningBlockDialog::OpeningBlockDialog(QWidget& host)
    : Dialog(host, tr("Much opened in a short time"), dialogWidth)
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , code_(new CodeEntry)
    , continue_(new Button(tr("Go on"), Button::Kind::Primary)) {
    const Theme& theme = Theme::of(this);
    const QString reason =
        tr("You opened more patients or days within ten minutes than your practice expects of one person. "
           "That is noted for the owner. A code from your authenticator app shows that it is you, and lets "
           "you go on.");
    auto* sentence = new Text(reason, TypeRole::Body, &Tokens::text2);
    sentence->setWordWrap(true);
    setAccessibleDescription(reason);
    auto* label = new Text(tr("6-digit code"), TypeRole::SmallMedium, &Tokens::text2);
    label->setBuddy(code_);
    code_->setAccessibleName(tr("6-digit code"));
    code_->setAccessibleDescription(reason);
    auto* later = new Button(tr("Not now"), Button::Kind::Plain);
    later->setKeyCap(Qt::Key_Escape);
    continue_->setKeyCap(Qt::Key_Return);
    continue_->setEnabled(false);
    notice_->hide();
    auto* entry = new QVBoxLayout;
    entry->setSpacing(theme.px(6));
    entry->addWidget(label);
    entry->addWidget(code_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(theme.px(8));
    buttons->addStretch(1);
    buttons->addWidget(later);
    buttons->addWidget(continue_);
    content().addWidget(sentence);
    content().addWidget(notice_);
    content().addLayout(entry);
    content().addLayout(buttons);
    setFocusProxy(code_);
    connect(code_, &QLineEdit::textChanged, this, [this] { continue_->setEnabled(code_->isComplete()); });
    connect(code_, &CodeEntry::completed, this, &OpeningBlockDialog::submit);
    connect(code_, &QLineEdit::returnPressed, this, &OpeningBlockDialog::submit);
    connect(continue_, &QAbstractButton::clicked, this, &OpeningBlockDialog::submit);
    connect(later, &QAbstractButton::clicked, this, &Dialog::close);
}

void OpeningBlockDialog::submit() {
    if (continue_->isBusy() || !code_->isComplete())
        return;
    notice_->hide();
    continue_->setBusy(tr("Checking"));
    code_->setReadOnly(true);
    Q_EMIT codeEntered(code_->text());
}

void OpeningBlockDialog::showProblem(const Problem& problem) {
    const Refusal refusal = refusalOf(problem);
    const bool hopeless = refusal.hopeless || problem.kind == Problem::Kind::Locked;
    continue_->setIdle();
    code_->setReadOnly(false);
    code_->clear();
    code_->setInvalid(problem.kind == Problem::Kind::Unauthenticated);
    code_->setEnabled(!hopeless);
    continue_->setEnabled(false);
    notice_->setMessage(refusal.title, refusal.sentence);
    notice_->show();
    if (!hopeless)
        code_->setFocus(Qt::OtherFocusReason);
}

} // namespace custos::ui
