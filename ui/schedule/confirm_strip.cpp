#include "ui/schedule/confirm_strip.h"

#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"
#include "ui/theme/painting.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace custos::ui {

ConfirmStrip::ConfirmStrip(QWidget* parent)
    : Surface(&Tokens::badSoft, parent)
    , question_(new Text({}, TypeRole::SmallStrong, &Tokens::bad))
    , remark_(new Text({}, TypeRole::Small))
    , keep_(new Button(tr("Keep visit"), Button::Kind::Plain, Button::Size::Small))
    , act_(new Button({}, Button::Kind::DangerConfirm, Button::Size::Small)) {
    const Theme& theme = Theme::of(this);
    setBorder(&Tokens::badLine, 6);
    setFocusPolicy(Qt::StrongFocus);
    keep_->setKeyCap(Qt::Key_Escape);
    act_->setKeyCap(Qt::Key_Return);
    // Out of the focus order: else Space would press one of them.
    for (Button* button : {keep_, act_})
        button->setFocusPolicy(Qt::NoFocus);
    auto* head = new QHBoxLayout;
    head->setSpacing(theme.px(8));
    head->addWidget(new Glyph(Icon::Warn, 14, &Tokens::bad));
    head->addWidget(question_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(11), theme.px(10), theme.px(11), theme.px(11));
    column->setSpacing(theme.px(8));
    column->addLayout(head);
    column->addWidget(remark_);
    column->addWidget(keep_);
    column->addWidget(act_);
    connect(keep_, &QAbstractButton::clicked, this, [this] {
        dismiss();
        Q_EMIT kept();
    });
    connect(act_, &QAbstractButton::clicked, this, &ConfirmStrip::confirm);
    hide();
}

void ConfirmStrip::ask(VisitStatus from, VisitStatus to) {
    status_ = to;
    const QString key = keyCapText(lookOf(to).key);
    if (to == VisitStatus::Cancelled) {
        question_->setText(tr("Cancel this visit?"));
        act_->setText(tr("Cancel visit"));
    } else if (to == VisitStatus::NoShow) {
        question_->setText(tr("Mark as no-show?"));
        act_->setText(tr("Mark as no-show"));
    } else {
        question_->setText(
            tr("Go back from %1 to %2?").arg(ScheduleWords::status(from), ScheduleWords::status(to)));
        act_->setText(tr("Go back to %1").arg(ScheduleWords::status(to)));
    }
    keep_->setText(to >= VisitStatus::NoShow ? tr("Keep visit") : tr("Keep as it is"));
    remark_->setText(key.isEmpty() ? QString() : tr("%1 again does nothing.", "a key").arg(key));
    remark_->setVisible(!key.isEmpty());
    setAccessibleName(tr("%1 Enter does it, Escape keeps.").arg(question_->text()));
    if (!isAsking())
        before_ = QApplication::focusWidget();
    show();
    shown_.start();
    setFocus(Qt::OtherFocusReason);
    announce(*this, accessibleName());
}

void ConfirmStrip::dismiss() {
    if (!isAsking())
        return;
    const bool hadFocus = hasFocus();
    hide();
    if (before_ && hadFocus)
        before_->setFocus(Qt::OtherFocusReason);
}

void ConfirmStrip::confirm() {
    const VisitStatus status = status_;
    dismiss();
    Q_EMIT confirmed(status);
}

bool ConfirmStrip::event(QEvent* event) {
    // Letters are acts of the page; while it asks, they are nothing.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return Surface::event(event);
}

void ConfirmStrip::keyPressEvent(QKeyEvent* event) {
    event->accept();
    if (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab || event->isAutoRepeat() ||
        shown_.elapsed() < deafMs)
        return;
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        confirm();
    } else if (event->key() == Qt::Key_Escape) {
        dismiss();
        Q_EMIT kept();
    }
}

} // namespace custos::ui
