#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QStaticText>

class QPainter;

namespace custos::ui {

/// One line of text, shaped once and drawn often: where its baseline begins, how wide it is, in which
/// colour. Positions are relative to what it belongs to.
class TextRun {
public:
    TextRun() = default;
    /// Elides at the end when `width` is not enough; empty when nothing fits.
    TextRun(const QString& text, const QFont& font, const QColor& ink, QPointF baseline, qreal width);

    [[nodiscard]] bool isEmpty() const { return text_.text().isEmpty(); }
    [[nodiscard]] qreal width() const { return width_; }
    /// What the letters cover, as high as the font.
    [[nodiscard]] QRectF box() const;
    void moveLeftTo(qreal x) { baseline_.setX(x); }
    void setStruckThrough(bool struck) { struck_ = struck; }
    void draw(QPainter& painter, QPointF origin) const;

private:
    QStaticText text_;
    QFont font_;
    QColor ink_;
    QPointF baseline_;
    qreal width_ = 0;
    qreal ascent_ = 0;
    qreal descent_ = 0;
    bool struck_ = false;
};

/// Where the baseline of a line of text lies below the line's upper edge, on a whole pixel.
[[nodiscard]] qreal baselineOf(const QFont& font, int lineHeight);

} // namespace custos::ui
