#include "ui/widgets/chip.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QtMath>

namespace custos::ui {

namespace {

constexpr int glyphSize = 13;

int padding(Chip::Shape shape) {
    return shape == Chip::Shape::Round ? 9 : 8;
}

} // namespace

ToneColours toneColours(Tone tone) {
    switch (tone) {
    case Tone::Neutral:
        return {&Tokens::text2, &Tokens::sunken, &Tokens::line};
    case Tone::Ok:
        return {&Tokens::ok, &Tokens::okSoft, &Tokens::okLine};
    case Tone::Warn:
        return {&Tokens::warn, &Tokens::warnSoft, &Tokens::warnLine};
    case Tone::Bad:
        return {&Tokens::bad, &Tokens::badSoft, &Tokens::badLine};
    case Tone::Info:
        return {&Tokens::info, &Tokens::infoSoft, &Tokens::infoLine};
    case Tone::Accent:
        return {&Tokens::accent, &Tokens::soft, &Tokens::softLine};
    }
    Q_UNREACHABLE();
}

Chip::Chip(const QString& text, Tone tone, Shape shape, QWidget* parent)
    : QWidget(parent)
    , text_(text)
    , tone_(tone)
    , shape_(shape) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
}

void Chip::setText(const QString& text) {
    if (text == text_) {
        return;
    }
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setTone(Tone tone) {
    tone_ = tone;
    update();
}

void Chip::setGlyph(Icon icon) {
    glyph_ = icon;
    updateGeometry();
    update();
}

void Chip::setStatus(StatusColours Tokens::*status, Icon glyph) {
    status_ = status;
    setGlyph(glyph);
}

void Chip::setOutlined(bool outlined) {
    outlined_ = outlined;
    update();
}

void Chip::setHeight(int atHundredPercent) {
    height_ = atHundredPercent;
    updateGeometry();
}

QSize Chip::sizeHint() const {
    const Theme& theme = Theme::of(this);
    const QFontMetricsF metrics(theme.font(TypeRole::SmallMedium));
    const int glyph = glyph_ ? theme.px(glyphSize + 6) : 0;
    return {qCeil(metrics.horizontalAdvance(text_)) + glyph + 2 * theme.px(padding(shape_)),
            theme.px(height_)};
}

void Chip::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    const ToneColours tone = toneColours(tone_);
    const QColor ink = status_ ? (c.*status_).ink : c.*tone.ink;
    const QColor fill = outlined_ ? c.surface : status_ ? (c.*status_).fill : c.*tone.fill;
    const qreal radius = shape_ == Shape::Round ? height() / 2.0 : theme.pxF(5);
    QPainter painter(this);
    drawBox(painter, rect(), radius, fill, outlined_ ? c.*tone.line : QColor(), outlined_ ? 1 : 0);
    int x = theme.px(padding(shape_));
    if (glyph_) {
        const int size = theme.px(glyphSize);
        drawIcon(painter, QRect(x, (height() - size) / 2, size, size), *glyph_, ink);
        x += size + theme.px(6);
    }
    painter.setFont(theme.font(TypeRole::SmallMedium));
    painter.setPen(ink);
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, text_);
}

} // namespace custos::ui
