#include "ui/schedule/hatch.h"

#include <QLineF>
#include <QList>
#include <QPainter>

namespace custos::ui {

void paintHatch(QPainter& painter, const QRect& box, const QColor& ink, qreal step) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setPen(QPen(ink, 1));
    QList<QLineF> lines;
    for (qreal x = box.left(); x < box.right() + box.height(); x += step)
        lines.append(QLineF(x, box.top(), x - box.height(), box.top() + box.height()));
    painter.drawLines(lines);
    painter.restore();
}

} // namespace custos::ui
