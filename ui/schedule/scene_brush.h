#pragma once

#include "ui/theme/theme.h"

#include <QRect>

#include <optional>

class QPainter;

namespace custos::ui {

/// The few strokes that the parts of the schedule have in common.
class SceneBrush {
public:
    SceneBrush(QPainter& painter, const Theme& theme)
        : painter_(painter)
        , theme_(theme)
        , colours_(theme.colours()) {}

    struct Line {
        QRectF box; ///< As high as the line of text.
        std::optional<QFont::Weight> weight = {};
        Qt::AlignmentFlag alignment = Qt::AlignLeft;
    };
    /// One line, elided where it does not fit. Gives the width that it took.
    qreal text(const QString& words, TypeRole role, const QColor& ink, const Line& line) const;
    void dashed(const QRect& box, const QColor& fill, const QColor& border, int width) const;
    /// Time that can be booked, with its length in words.
    void freeSlot(const QRect& box, int minutes, int border) const;

protected:
    QPainter& painter_;
    const Theme& theme_;
    const Tokens& colours_;
};

} // namespace custos::ui
