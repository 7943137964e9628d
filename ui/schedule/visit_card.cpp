#include "ui/schedule/visit_card.h"

#include "models/tables/visit_facts.h"
#include "ui/schedule/hatch.h"
#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace custos::ui {

namespace {

constexpr int oneLineBelow = 36;
constexpr int threeLinesFrom = 58;
constexpr int narrowCard = 140;         // beside another: the reason alone, under the glyph
constexpr int startOnlyBelow = 220;     // no room for the end of the time
constexpr int wholeNameLineBelow = 215; // column: the now line stays out of the name line altogether

/// The word at the right end of the name line.
struct RightWord {
    QString text;
    bool late = false;
};

RightWord rightWord(const Appointment& visit, const CardFacts& facts) {
    const bool inRoom = visit.status == VisitStatus::Roomed || visit.status == VisitStatus::InProgress;
    if (inRoom && !facts.roomName.isEmpty())
        return {ScheduleWords::shortRoom(facts.roomName)};
    if (facts.saved)
        return {};
    if (const auto waiting = waitingMinutes(visit, facts.now))
        return {ScheduleWords::tr("%1 min", "waiting").arg(*waiting)};
    if (const auto late = lateMinutes(visit, facts.now))
        return {ScheduleWords::tr("late %1 min").arg(*late), true};
    return {};
}

} // namespace

VisitCard::VisitCard(const Theme& theme, const PlacedVisit& placed, const QRect& box, const CardFacts& facts)
    : placed_(placed)
    , box_(box)
    , colours_(theme.colours().*lookOf(placed.visit.status).colours)
    , border_(mixed(colours_.bar, colours_.fill, 0.42))
    , radius_(theme.pxF(6))
    , barWidth_(theme.px(4))
    , hatchStep_(theme.pxF(8.5))
    , wholeNameLine_(facts.columnWidth < theme.px(wholeNameLineBelow)) {
    const VisitStatus status = placed.visit.status;
    dashed_ = status == VisitStatus::Cancelled;
    if (dashed_)
        border_ = colours_.bar;
    if (status == VisitStatus::NoShow)
        hatch_ = mixed(colours_.bar, colours_.fill, 0.22);
    const bool single = box.height() < theme.px(oneLineBelow);
    const int line = theme.lineHeight(TypeRole::SmallStrong);
    const int top = single ? (box.height() - line) / 2 : theme.px(4);
    layOutNameLine(theme, facts, top, line, single);
    if (!single)
        layOutSecondLines(theme, facts, top + line);
}

qreal VisitCard::layOutMarks(const Theme& theme, const CardFacts& facts, int top, int line) {
    qreal right = box_.width() - theme.px(9);
    const Tokens& c = theme.colours();
    const RightWord word = rightWord(placed_.visit, facts);
    const int gap = theme.px(5);
    if (!word.text.isEmpty()) {
        const QFont font = theme.font(TypeRole::CaptionMedium);
        const int ownLine = theme.lineHeight(TypeRole::Caption);
        const int ownTop = top + (line - ownLine) / 2;
        TextRun run(word.text, font, word.late ? c.warn : colours_.ink,
                    {0, ownTop + baselineOf(font, ownLine)}, box_.width());
        run.moveLeftTo(right - run.width());
        right -= run.width() + gap;
        runs_.append(run);
        if (word.late) {
            const qreal size = theme.px(12);
            right -= size - 1;
            marks_.append({Icon::Clock, QRectF(right, top + (line - size) / 2.0, size, size), c.warn});
            right -= gap;
        }
    }
    if (placed_.lookAlike) {
        const qreal size = theme.px(14);
        right -= size;
        marks_.append({Icon::NameAlert, QRectF(right, top + (line - size) / 2.0, size, size), c.info});
        right -= gap;
    }
    key_ += word.text + (placed_.lookAlike ? u'!' : u'.');
    return right;
}

void VisitCard::layOutNameLine(const Theme& theme, const CardFacts& facts, int top, int line, bool single) {
    const Tokens& c = theme.colours();
    const bool over = placed_.visit.status == VisitStatus::Done;
    const qreal glyph = theme.px(13);
    const qreal glyphLeft = theme.px(12);
    glyph_ = {lookOf(placed_.visit.status).icon,
              QRectF(glyphLeft, top + int((line - glyph) / 2), glyph, glyph), colours_.ink};
    const qreal left = glyphLeft + glyph + theme.px(single ? 4 : 5);
    const qreal right = layOutMarks(theme, facts, top, line);
    nameLine_ = QRectF(0, top, box_.width(), line);

    const QFont font = theme.font(TypeRole::SmallStrong, over ? QFont::Medium : QFont::DemiBold);
    const QString name = facts.privacy ? ScheduleWords::initials(placed_.visit.patient.displayName)
                                       : placed_.visit.patient.displayName;
    TextRun run(name, font, over ? c.text2 : c.text, {left, top + baselineOf(font, line)}, right - left);
    run.setStruckThrough(placed_.visit.status == VisitStatus::Cancelled);
    key_ += name;
    const qreal after = left + run.width() + theme.px(5);
    runs_.append(run);
    if (!single || facts.privacy || placed_.visit.reason.isEmpty() || right - after < theme.px(24))
        return;
    const QFont small = theme.font(TypeRole::Small);
    runs_.append(
        TextRun(placed_.visit.reason, small, c.text2, {after, top + baselineOf(small, line)}, right - after));
    key_ += placed_.visit.reason;
}

void VisitCard::layOutSecondLines(const Theme& theme, const CardFacts& facts, int top) {
    const QFont font = theme.font(TypeRole::Small);
    const int line = theme.lineHeight(TypeRole::Small);
    const bool beside = box_.width() < theme.px(narrowCard);
    const qreal left = beside ? glyph_.box.left() : glyph_.box.right() + theme.px(5);
    const qreal width = box_.width() - theme.px(7) - left;
    const auto add = [&](const QString& text, int at) {
        runs_.append(TextRun(text, font, theme.colours().text2, {left, at + baselineOf(font, line)}, width));
        key_ += u'\n' + text;
    };
    const QString reason = facts.privacy ? QString() : placed_.visit.reason;
    const QString time = box_.width() < theme.px(startOnlyBelow) ? ScheduleWords::clock(placed_.minutes.first)
                                                                 : ScheduleWords::range(placed_.minutes);
    if (beside && placed_.lanes > 1)
        add(reason, top);
    else
        add(reason.isEmpty() ? time : ScheduleWords::tr("%1 · %2", "time · reason").arg(time, reason), top);
    if (!facts.privacy && !placed_.visit.needs.isEmpty() && box_.height() >= theme.px(threeLinesFrom))
        add(placed_.visit.needs, top + line);
}

QRect VisitCard::reach() const {
    return box_.adjusted(-4, -10, 4, 4);
}

void VisitCard::paintGround(QPainter& painter, Edge edge) const {
    const QColor border = edge == Edge::Normal ? border_ : colours_.bar;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(box_), radius_, radius_);
    painter.fillPath(outline, colours_.fill);
    if (hatch_.isValid()) {
        painter.setClipPath(outline, Qt::IntersectClip);
        paintHatch(painter, box_, hatch_, hatchStep_);
    }
    painter.restore();
    paintBar(painter, colours_.bar);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(border, 1);
    if (dashed_ || edge == Edge::Lifted)
        pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(box_).adjusted(0.5, 0.5, -0.5, -0.5), radius_ - 0.5, radius_ - 0.5);
    painter.restore();
}

void VisitCard::paintBar(QPainter& painter, const QColor& fill) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inner = QRectF(box_).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(inner, radius_ - 1, radius_ - 1);
    painter.setClipRect(QRectF(inner.topLeft(), QSizeF(barWidth_, inner.height())), Qt::IntersectClip);
    painter.fillPath(shape, fill);
    painter.restore();
}

void VisitCard::paintText(QPainter& painter) const {
    const QPointF origin = box_.topLeft();
    drawIcon(painter, glyph_.box.translated(origin), glyph_.icon, glyph_.ink);
    for (const Mark& mark : marks_)
        drawIcon(painter, mark.box.translated(origin), mark.icon, mark.ink);
    painter.save();
    painter.setClipRect(QRectF(box_), Qt::IntersectClip);
    for (const TextRun& run : runs_)
        run.draw(painter, origin);
    painter.restore();
}

QList<QRectF> VisitCard::textBoxes() const {
    const QPointF origin = box_.topLeft();
    QList<QRectF> boxes{glyph_.box.translated(origin)};
    if (wholeNameLine_)
        boxes.append(nameLine_.translated(origin));
    for (const Mark& mark : marks_)
        boxes.append(mark.box.translated(origin));
    for (const TextRun& run : runs_)
        boxes.append(run.box().translated(origin));
    return boxes;
}

bool VisitCard::looksLike(const VisitCard& other) const {
    return box_ == other.box_ && key_ == other.key_ && placed_.visit.status == other.placed_.visit.status &&
           placed_.overbookedWith == other.placed_.overbookedWith;
}

} // namespace custos::ui
