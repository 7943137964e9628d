#include "ui/widgets/glyph.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

Glyph::Glyph(Icon icon, int size, Ink ink, QWidget* parent)
    : QWidget(parent)
    , icon_(icon)
    , size_(size)
    , ink_(ink) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Glyph::setIcon(Icon icon, Ink ink) {
    icon_ = icon;
    ink_ = ink;
    update();
}

QSize Glyph::sizeHint() const {
    const int side = Theme::of(this).px(size_);
    return {side, side};
}

void Glyph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tokens& c = Theme::of(this).colours();
    drawIcon(painter, rect(), icon_, isEnabled() ? c.*ink_ : c.text3);
}

Logo::Logo(int size, QWidget* parent)
    : QWidget(parent)
    , size_(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Logo::sizeHint() const {
    const int side = Theme::of(this).px(size_);
    return {side, side};
}

void Logo::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tokens& c = Theme::of(this).colours();
    drawLogo(painter, rect(), c.accent, c.onAccent);
}

} // namespace custos::ui
