#include "ui/schedule/confirm_strip.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

// As the server takes them.
constexpr int fewestLetters = 3;
constexpr int mostLetters = 300;

} // namespace

ConfirmStrip::ConfirmStrip(QWidget* parent)
    : Surface(&Tokens::badSoft, parent)
    , words_(new Text({}, TypeRole::SmallStrong, &Tokens::bad))
    , remark_(new Text({}, TypeRole::Small))
    , keep_(new Button({}, Button::Kind::Plain, Button::Size::Small))
    , other_(new Button(tr("Another reason…"), Button::Kind::Plain, Button::Size::Small))
    , ownWords_(new LineEdit(LineEdit::Height::Medium))
    , act_(new Button({}, Button::Kind::DangerConfirm, Button::Size::Small)) {
    const Theme& theme = Theme::of(this);
    setBorder(&Tokens::badLine, 6);
    setFocusPolicy(Qt::StrongFocus);
    words_->setWordWrap(true);
    keep_->setKeyCap(Qt::Key_Escape);
    act_->setKeyCap(Qt::Key_Return);
    makeReasons();
    auto* head = new QHBoxLayout;
    head->setSpacing(theme.px(8));
    head->addWidget(new Glyph(Icon::Warn, 14, &Tokens::bad), 0, Qt::AlignTop);
    head->addWidget(words_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(11), theme.px(10), theme.px(11), theme.px(11));
    column->setSpacing(theme.px(8));
    column->addLayout(head);
    column->addWidget(remark_);
    column->addWidget(keep_);
    for (Button* reason : reasons_)
        column->addWidget(reason);
    for (QWidget* widget :
         {static_cast<QWidget*>(other_), static_cast<QWidget*>(ownWords_), static_cast<QWidget*>(act_)})
        column->addWidget(widget);
    // Out of the focus order: else Space would press one of them.
    for (Button* button : findChildren<Button*>())
        button->setFocusPolicy(Qt::NoFocus);
    connect(keep_, &QAbstractButton::clicked, this, &ConfirmStrip::dismiss);
    connect(act_, &QAbstractButton::clicked, this, &ConfirmStrip::confirmTyped);
    hide();
}

void ConfirmStrip::makeReasons() {
    for (int i = 0; i < VisitQuestion::mostReasons; ++i) {
        auto* reason = new Button({}, Button::Kind::Plain, Button::Size::Small);
        reason->setKeyCap(Qt::Key(Qt::Key_1 + i));
        connect(reason, &QAbstractButton::clicked, this, [this, i] { confirm(question_.reasons[i]); });
        reasons_[size_t(i)] = reason;
    }
    other_->setKeyCap(Qt::Key(Qt::Key_1 + VisitQuestion::mostReasons));
    ownWords_->setAccessibleName(tr("Reason"));
    ownWords_->setPlaceholderText(tr("Reason"));
    ownWords_->setMaxLength(mostLetters);
    connect(other_, &QAbstractButton::clicked, this, &ConfirmStrip::openOwnWords);
    connect(ownWords_, &QLineEdit::textChanged, this,
            [this](const QString& typed) { act_->setEnabled(typed.trimmed().size() >= fewestLetters); });
}

void ConfirmStrip::ask(const VisitQuestion& question) {
    question_ = question;
    words_->setText(question.words);
    act_->setText(question.act);
    keep_->setText(question.keep);
    remark_->setText(question.remark);
    remark_->setVisible(!question.remark.isEmpty());
    showReasons();
    setAccessibleName(spoken());
    if (!isAsking())
        before_ = QApplication::focusWidget();
    show();
    shown_.start();
    setFocus(Qt::OtherFocusReason);
    announce(*this, accessibleName());
}

void ConfirmStrip::showReasons() {
    for (qsizetype i = 0; i < qsizetype(reasons_.size()); ++i) {
        Button& button = *reasons_[size_t(i)];
        button.setVisible(i < question_.reasons.size());
        button.setText(question_.reasons.value(i));
    }
    ownWords_->clear();
    ownWords_->hide();
    other_->setVisible(wantsReason());
    act_->setVisible(!wantsReason());
    act_->setEnabled(!wantsReason());
}

QString ConfirmStrip::spoken() const {
    if (!wantsReason())
        return tr("%1 Enter does it, Escape keeps.").arg(question_.words);
    QStringList choices;
    for (const QString& reason : question_.reasons)
        choices.append(tr("%1: %2.", "number of a reason, reason").arg(choices.size() + 1).arg(reason));
    choices.append(tr("%1: %2.", "number of a reason, reason").arg(choices.size() + 1).arg(other_->text()));
    return tr("%1 %2 Escape keeps.", "question, reasons")
        .arg(question_.words, choices.join(QLatin1Char(' ')));
}

void ConfirmStrip::openOwnWords() {
    other_->hide();
    ownWords_->show();
    act_->show();
    ownWords_->setFocus(Qt::OtherFocusReason);
}

void ConfirmStrip::dismiss() {
    if (!isAsking())
        return;
    const bool hadFocus = hasFocus() || ownWords_->hasFocus();
    question_ = {}; // it holds a patient's visit
    ownWords_->clear();
    hide();
    const QWidget* fallen = QApplication::focusWidget();
    Q_EMIT settled(); // first: what had focus may be one of the things that come back
    const bool placed = QApplication::focusWidget() != fallen; // by whoever heard it
    if (before_ && hadFocus && !placed)
        before_->setFocus(Qt::OtherFocusReason);
}

void ConfirmStrip::confirmTyped() {
    if (act_->isVisibleTo(this) && act_->isEnabled())
        confirm(ownWords_->text().trimmed());
}

void ConfirmStrip::confirm(const QString& reason) {
    const VisitQuestion asked = question_; // and with it what `reason` may refer to
    dismiss();
    asked.then(reason);
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
    if (!event->isAutoRepeat() && shown_.elapsed() >= deafMs)
        answer(event->key());
}

void ConfirmStrip::answer(int key) {
    if (key == Qt::Key_Escape)
        dismiss();
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        confirmTyped();
    else if (const int number = key - Qt::Key_1; wantsReason() && number >= 0) {
        if (number < question_.reasons.size())
            confirm(question_.reasons[number]);
        else if (number == VisitQuestion::mostReasons)
            openOwnWords();
    }
}

} // namespace custos::ui
