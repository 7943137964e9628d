#include "ui/schedule/hatch.h"

#include <QLineF>
#include <QList>
#include <QPainter>

namespace custos::ui {

void paintHatch(QPainter& painter, const QRect& box, const QColor& ink, qreal step) {
    painter.save();
    // At 45 degrees one whole pixel in each row: smoothed, the lines would only be a tint.
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setPen(QPen(ink, 1));
    QList<QLineF> lines;
    for (qreal x = box.left(); x < box.right() + box.height(); x += step)
        lines.append(QLineF(x, box.top(), x - box.height(), box.top() + box.height()));
    painter.drawLines(lines);
    painter.restore();
}

} // namespace custos::ui
