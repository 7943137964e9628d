#include "ui/widgets/dialog.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"
#include "ui/widgets/close_button.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

namespace custos::ui {

Dialog::Dialog(QWidget& host, const QString& title, int width)
    : QWidget(&host)
    , card_(new Surface(&Tokens::surface, this))
    , content_(new QVBoxLayout) {
    const Theme& theme = Theme::of(this);
    setAccessibleName(title);
    setFocusPolicy(Qt::NoFocus);
    card_->setBorder(&Tokens::lineStrong, 10);
    card_->setFixedWidth(theme.px(width));
    auto* head = new QHBoxLayout;
    head->addWidget(new Text(title, TypeRole::H2), 1);
    auto* close = new CloseButton;
    connect(close, &QAbstractButton::clicked, this, &Dialog::close);
    head->addWidget(close);
    auto* column = new QVBoxLayout(card_);
    column->setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(20));
    column->setSpacing(theme.px(12));
    column->addLayout(head);
    column->addLayout(content_, 1);
    auto* centre = new QVBoxLayout(this);
    const int margin = theme.px(24);
    centre->setContentsMargins(margin, margin, margin, margin);
    centre->addWidget(card_, 0, Qt::AlignCenter);
    host.installEventFilter(this);
    hide();
}

void Dialog::hideMeanwhile(QWidget& below) {
    QSizePolicy policy = below.sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    below.setSizePolicy(policy);
    hidden_ = &below;
}

void Dialog::open() {
    before_ = QApplication::focusWidget();
    if (hidden_) {
        QToolTip::hideText();
        hidden_->hide();
    }
    setGeometry(parentWidget()->rect());
    raise();
    show();
    focusNextPrevChild(true);
}

void Dialog::close() {
    hide();
    if (hidden_) {
        hidden_->show();
    }
    if (before_) {
        before_->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT closed();
    deleteLater();
}

void Dialog::closeForGood() {
    hidden_.clear();
    before_.clear();
    close();
}

void Dialog::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.colours().scrim);
    drawElevation(painter, card_->geometry(), theme);
}

void Dialog::keyPressEvent(QKeyEvent* event) {
    event->key() == Qt::Key_Escape ? close() : event->accept();
}

/// Walks the window's focus chain, but only over what lies inside.
bool Dialog::focusNextPrevChild(bool next) {
    QWidget* from = isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : this;
    const auto step = [next](QWidget* at) {
        return next ? at->nextInFocusChain() : at->previousInFocusChain();
    };
    for (QWidget* at = step(from); at && at != from; at = step(at)) {
        const bool reachable = at->focusPolicy() & Qt::TabFocus && at->isVisibleTo(this) && at->isEnabled();
        if (reachable && isAncestorOf(at)) {
            at->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return true;
}

bool Dialog::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && watched == parentWidget()) {
        setGeometry(parentWidget()->rect());
    }
    return false;
}

} // namespace custos::ui
