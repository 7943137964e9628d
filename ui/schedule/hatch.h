#pragma once

#include <QtGlobal>

class QColor;
class QPainter;
class QRect;

namespace custos::ui {

/// Diagonal lines, rising to the right, `step` px apart along the horizontal. They keep their place on the
/// thing that they cover when it moves or is repainted in parts.
void paintHatch(QPainter& painter, const QRect& box, const QColor& ink, qreal step);

} // namespace custos::ui
