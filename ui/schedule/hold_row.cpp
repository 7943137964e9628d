#include "ui/schedule/hold_row.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>

#include <algorithm>
#include <array>

namespace custos::ui {

using HoldState = BookingDraft::HoldState;

namespace {

/// Whether one of the moments at which the time left is announced has come since: no countdown shows each
/// second.
bool isSaidBetween(int before, int now) {
    return std::ranges::any_of(std::array{180, 60, 30},
                               [=](int moment) { return now <= moment && (before < 0 || before > moment); });
}

} // namespace

QString countdown(std::chrono::seconds left) {
    const int seconds = int(left.count());
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

bool endsSoon(std::chrono::seconds left) {
    return left <= std::chrono::seconds(30);
}

HoldRow::HoldRow(QWidget* parent)
    : QWidget(parent)
    , glyph_(new Glyph(Icon::Hourglass, 14, &Tokens::accent))
    , text_(new Text({}, TypeRole::Small))
    , letGo_(new Button(tr("Let go"), Button::Kind::Link)) {
    const Theme& theme = Theme::of(this);
    letGo_->setAccessibleName(tr("Let go of the held time"));
    connect(letGo_, &QAbstractButton::clicked, this, &HoldRow::letGoRequested);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, theme.px(4));
    row->setSpacing(theme.px(9));
    row->addWidget(glyph_);
    row->addWidget(text_, 1);
    row->addWidget(letGo_);
}

void HoldRow::startAnew() {
    shown_ = -1;
    state_ = HoldState::None;
}

void HoldRow::show(const BookingDraft& draft, const QString& time) {
    const HoldState before = std::exchange(state_, draft.holdState());
    const bool warn = state_ == HoldState::Ended || (state_ == HoldState::Held && endsSoon(draft.holdLeft()));
    glyph_->setIcon(Icon::Hourglass, warn ? &Tokens::warn : &Tokens::accent);
    text_->setInk(warn ? &Tokens::warn : &Tokens::text);
    letGo_->setVisible(state_ == HoldState::Held);
    switch (state_) {
    case HoldState::Held:
        showHeld(draft.holdLeft(), time);
        break;
    case HoldState::Ended:
        text_->setText(tr("The hold on %1 ended. Nothing else is lost.").arg(time));
        if (before != HoldState::Ended)
            announce(*this, text_->text());
        break;
    case HoldState::Asking:
        shown_ = -1; // another hold than the one before
        text_->setText(tr("Holding %1", "a time").arg(time));
        break;
    case HoldState::None:
    case HoldState::Taken:
        text_->setText(tr("%1 is not held", "a time").arg(time));
        break;
    }
}

void HoldRow::showHeld(std::chrono::seconds left, const QString& time) {
    const QString kept = tr("%1 is held for you", "a time").arg(time);
    text_->setText(tr("%1, %2 left", "held, countdown").arg(kept, countdown(left)));
    text_->setEmphasis(kept);
    const int seconds = int(left.count());
    if (isSaidBetween(shown_, seconds))
        announce(*this, text_->text());
    shown_ = seconds;
}

} // namespace custos::ui
