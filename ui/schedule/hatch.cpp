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
    const int count = int((box.width() + box.height()) / step) + 1;
    for (int i = 0; i < count; ++i) {
        const qreal x = box.left() + i * step;
        lines.append(QLineF(x, box.top(), x - box.height(), box.top() + box.height()));
    }
    painter.drawLines(lines);
    painter.restore();
}

} // namespace custos::ui
