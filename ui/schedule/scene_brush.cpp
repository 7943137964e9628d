#include "ui/schedule/scene_brush.h"

#include "ui/schedule/schedule_words.h"
#include "ui/schedule/text_run.h"
#include "ui/theme/icons.h"

#include <QPainter>

namespace custos::ui {

qreal SceneBrush::text(const QString& words, TypeRole role, const QColor& ink, const Line& line) const {
    const QFont font = line.weight ? theme_.font(role, *line.weight) : theme_.font(role);
    TextRun run(words, font, ink,
                {line.box.left(), line.box.top() + baselineOf(font, int(line.box.height()))},
                line.box.width());
    if (line.alignment == Qt::AlignRight)
        run.moveLeftTo(line.box.right() - run.width());
    else if (line.alignment == Qt::AlignHCenter)
        run.moveLeftTo(line.box.center().x() - run.width() / 2);
    run.draw(painter_, {});
    return run.width();
}

void SceneBrush::dashed(const QRect& box, const QColor& fill, const QColor& border, int width) const {
    painter_.save();
    painter_.setRenderHint(QPainter::Antialiasing);
    QPen pen(border, width);
    pen.setDashPattern({3, 2}); // in widths of the pen
    pen.setCapStyle(Qt::FlatCap);
    painter_.setPen(pen);
    painter_.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const qreal half = width / 2.0;
    const qreal radius = theme_.pxF(6) - half;
    painter_.drawRoundedRect(QRectF(box).adjusted(half, half, -half, -half), radius, radius);
    painter_.restore();
}

void SceneBrush::freeSlot(const QRect& box, int minutes, int border) const {
    dashed(box, colours_.soft, colours_.accent, border);
    const int line = theme_.lineHeight(TypeRole::SmallMedium);
    const int top = box.top() + (box.height() < theme_.px(36) ? (box.height() - line) / 2 : theme_.px(4));
    const qreal size = theme_.px(12);
    drawIcon(painter_, QRectF(box.left() + theme_.px(11), top + (line - size) / 2, size, size), Icon::Check,
             colours_.accent);
    text(ScheduleWords::tr("Free · %1 min").arg(minutes), TypeRole::SmallMedium, colours_.accent,
         {QRectF(box.left() + theme_.px(30), top, box.width() - theme_.px(38), line)});
}

} // namespace custos::ui
