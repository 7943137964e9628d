#include "ui/sign_in/strength_bar.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

namespace {

constexpr int parts = 4;

int filledParts(PasswordStrength strength) {
    switch (strength) {
    case PasswordStrength::TooShort:
    case PasswordStrength::TooLong:
        break;
    case PasswordStrength::TooCommon:
        return 1;
    case PasswordStrength::Fair:
        return 2;
    case PasswordStrength::Good:
        return 3;
    case PasswordStrength::Strong:
        return parts;
    }
    return 0;
}

Ink inkOf(PasswordStrength strength) {
    if (!isAcceptable(strength)) {
        return &Tokens::bad;
    }
    return strength == PasswordStrength::Fair ? &Tokens::warn : &Tokens::ok;
}

} // namespace

StrengthBar::StrengthBar(QWidget* parent)
    : QWidget(parent) {
    setFixedHeight(Theme::of(this).px(4));
    setAccessibleName(tr("Strength of the password"));
}

void StrengthBar::setStrength(PasswordStrength strength) {
    strength_ = strength;
    setAccessibleDescription(strengthText(strength));
    update();
}

void StrengthBar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    const qreal gap = theme.px(4);
    const qreal part = (width() - gap * (parts - 1)) / parts;
    for (int i = 0; i < parts; ++i) {
        const bool filled = i < filledParts(strength_);
        const QColor colour = theme.colours().*(filled ? inkOf(strength_) : &Tokens::lineStrong);
        drawBox(painter, QRectF(i * (part + gap), 0, part, height()), height() / 2.0, colour, QColor(), 0);
    }
}

QString strengthText(PasswordStrength strength) {
    switch (strength) {
    case PasswordStrength::TooShort:
        return StrengthBar::tr("Too short. At least %n characters.", nullptr, shortestPassword);
    case PasswordStrength::TooLong:
        return StrengthBar::tr("Too long.");
    case PasswordStrength::TooCommon:
        return StrengthBar::tr("Too easy to guess. Add words that nobody would expect of you.");
    case PasswordStrength::Fair:
        return StrengthBar::tr("Good enough. One more word makes it hard to guess.");
    case PasswordStrength::Good:
        return StrengthBar::tr("Hard to guess.");
    case PasswordStrength::Strong:
        return StrengthBar::tr("Very hard to guess.");
    }
    Q_UNREACHABLE();
}

} // namespace custos::ui
