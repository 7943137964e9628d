#include "ui/schedule/text_run.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace custos::ui {

TextRun::TextRun(const QString& text, const QFont& font, const QColor& ink, QPointF baseline, qreal width)
    : font_(font)
    , ink_(ink)
    , baseline_(baseline) {
    const QFontMetricsF metrics(font);
    const QString shown = width > 0 ? metrics.elidedText(text, Qt::ElideRight, width) : QString();
    text_.setText(shown);
    text_.setTextFormat(Qt::PlainText);
    text_.setPerformanceHint(QStaticText::AggressiveCaching);
    text_.prepare(QTransform(), font);
    width_ = metrics.horizontalAdvance(shown);
    ascent_ = metrics.ascent();
    descent_ = metrics.descent();
}

QRectF TextRun::box() const {
    return {baseline_.x(), baseline_.y() - ascent_, width_, ascent_ + descent_};
}

void TextRun::draw(QPainter& painter, QPointF origin) const {
    if (isEmpty())
        return;
    const QPointF at = origin + baseline_;
    painter.setFont(font_);
    painter.setPen(ink_);
    painter.drawStaticText(at - QPointF(0, ascent_), text_);
    if (!struck_)
        return;
    // Through the small letters, on whole pixels: a line of its own weight, so that it stays sharp.
    const qreal y = std::round(at.y() - QFontMetricsF(font_).strikeOutPos());
    painter.fillRect(QRectF(at.x(), y, width_, 1), ink_);
}

qreal baselineOf(const QFont& font, int lineHeight) {
    const QFontMetricsF metrics(font);
    const qreal ascent = std::round(metrics.ascent());
    const qreal descent = std::round(metrics.descent());
    return std::floor((lineHeight - ascent - descent) / 2) + ascent;
}

} // namespace custos::ui
