#include "ui/schedule/schedule_bar.h"

#include "ui/schedule/schedule_words.h"
#include "ui/schedule/status_controls.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QHBoxLayout>

namespace custos::ui {

namespace {

constexpr int foldBelow = 1360;

} // namespace

ScheduleBar::ScheduleBar(QWidget* parent)
    : QWidget(parent)
    , earlier_(new IconButton(Icon::ChevronLeft, tr("Earlier day"), 32))
    , today_(new Button(tr("Today"), Button::Kind::Plain))
    , later_(new IconButton(Icon::ChevronRight, tr("Later day"), 32))
    , title_(new Text({}, TypeRole::H2))
    , afterTitle_(new QSpacerItem(0, 0))
    , readOnlyChip_(new Chip(tr("Read only"), Tone::Warn, Chip::Shape::Square))
    , nextOpening_(new Button(tr("Next opening"), Button::Kind::Plain))
    , beforeBook_(new QSpacerItem(0, 0))
    , book_(new Button(tr("Book"), Button::Kind::Primary)) {
    const Theme& theme = Theme::of(this);
    readOnlyChip_->setGlyph(Icon::Lock);
    nextOpening_->setGlyph(Icon::Search);
    nextOpening_->setKeyCap(Qt::Key_F);
    book_->setGlyph(Icon::Plus);
    book_->setKeyCap(Qt::Key_B);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(earlier_);
    row->addSpacing(theme.px(4));
    row->addWidget(today_);
    row->addSpacing(theme.px(4));
    row->addWidget(later_);
    row->addSpacing(theme.px(16));
    row->addWidget(title_);
    row->addSpacerItem(afterTitle_);
    row->addWidget(readOnlyChip_);
    row->addWidget(nextOpening_);
    row->addSpacerItem(beforeBook_);
    row->addWidget(book_);
    row->addStretch(1);
    connect(earlier_, &QAbstractButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
    connect(later_, &QAbstractButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
    connect(today_, &QAbstractButton::clicked, this, &ScheduleBar::todayRequested);
    connect(nextOpening_, &QAbstractButton::clicked, this, &ScheduleBar::nextOpeningRequested);
    connect(book_, &QAbstractButton::clicked, this, &ScheduleBar::bookRequested);
    fold();
}

void ScheduleBar::setDate(QDate date) {
    date_ = date;
    fold();
}

void ScheduleBar::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    fold();
}

void ScheduleBar::setMayBook(bool may) {
    mayBook_ = may;
    fold();
}

QWidget& ScheduleBar::dateAnchor() {
    return *title_;
}

void ScheduleBar::fold() {
    const bool narrow = window()->width() < Theme::of(this).px(foldBelow);
    title_->setText(!date_.isValid() ? QString()
                    : narrow         ? ScheduleWords::shortDay(date_)
                                     : ScheduleWords::longDay(date_));
    title_->setAccessibleName(date_.isValid() ? ScheduleWords::longDay(date_) : QString());
    readOnlyChip_->setVisible(readOnly_);
    nextOpening_->setVisible(!narrow && !readOnly_ && mayBook_);
    book_->setVisible(!readOnly_ && mayBook_);
    const bool bookFollowsTitle = book_->isVisibleTo(this) && !nextOpening_->isVisibleTo(this);
    afterTitle_->changeSize(Theme::of(this).px(bookFollowsTitle ? 12 : 16), 0);
    beforeBook_->changeSize(bookFollowsTitle ? 0 : Theme::of(this).px(12), 0);
    layout()->invalidate();
}

void ScheduleBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fold();
}

void ScheduleBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        fold();
}

} // namespace custos::ui
