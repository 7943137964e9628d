#include "ui/widgets/setup_card.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int badgeSide = 24;

QHBoxLayout* newRow(QWidget* owner) {
    auto* row = new QHBoxLayout(owner);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::of(owner).px(12));
    return row;
}

} // namespace

StepBadge::StepBadge(int number, QWidget* parent)
    : QWidget(parent)
    , number_(number) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StepBadge::setDone(bool done) {
    done_ = done;
    update();
}

QSize StepBadge::sizeHint() const {
    const int side = Theme::of(this).px(badgeSide);
    return {side, side};
}

void StepBadge::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(done_ ? c.okSoft : c.soft);
    painter.drawEllipse(rect());
    if (done_) {
        const int size = theme.px(14);
        drawIcon(painter, QRect((width() - size) / 2, (height() - size) / 2, size, size), Icon::Check, c.ok);
        return;
    }
    painter.setFont(theme.font(TypeRole::Small, QFont::DemiBold));
    painter.setPen(c.accent);
    painter.drawText(rect(), Qt::AlignCenter, QString::number(number_));
}

SetupStep::SetupStep(int number, const QString& title, StepSpacing spacing, QWidget* parent)
    : QWidget(parent)
    , badge_(new StepBadge(number))
    , body_(new QVBoxLayout) {
    const Theme& theme = Theme::of(this);
    auto* head = new QHBoxLayout;
    head->setSpacing(theme.px(spacing.afterNumber));
    head->addWidget(badge_, 0, Qt::AlignTop);
    auto* words = new Text(title, TypeRole::H3);
    words->setWordWrap(true);
    words->setMinimumHeight(badge_->sizeHint().height());
    head->addWidget(words, 1);
    body_->setContentsMargins(theme.px(badgeSide + spacing.afterNumber), 0, 0, 0);
    body_->setSpacing(0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addSpacing(theme.px(spacing.underTitle));
    column->addLayout(body_);
}

void SetupStep::setDone(bool done) {
    badge_->setDone(done);
}

QWidget* newSetupHead(const QString& title, Text* subtitle) {
    auto* head = new QWidget;
    auto* row = newRow(head);
    row->addWidget(new Logo(40));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new Text(title, TypeRole::H1));
    subtitle->setElided(true);
    words->addWidget(subtitle);
    row->addLayout(words, 1);
    return head;
}

QWidget* newSetupFoot(const QString& sentence, std::initializer_list<QWidget*> buttons) {
    auto* foot = new QWidget;
    auto* row = newRow(foot);
    auto* words = new Text(sentence, TypeRole::Small, &Tokens::text2);
    words->setWordWrap(true);
    row->addWidget(words, 1);
    for (QWidget* button : buttons) {
        row->addWidget(button);
    }
    return foot;
}

} // namespace custos::ui
