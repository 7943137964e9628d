#include "models/tables/visit_facts.h"
#include "ui/schedule/hatch.h"
#include "ui/schedule/scene_brush.h"
#include "ui/schedule/schedule_scene.h"
#include "ui/schedule/schedule_words.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace custos::ui {

namespace {

constexpr qreal hatchStepOfBlocks = 10;

/// One part of the picture after the other; each leaves the painter as it found it.
class SchedulePainter : private SceneBrush {
public:
    SchedulePainter(QPainter& painter, const ScheduleScene& scene)
        : SceneBrush(painter, *scene.theme)
        , scene_(scene)
        , geometry_(scene.geometry) {}

    void paintGrid() {
        for (int column = 0; column < geometry_.columns(); ++column)
            paintLines(column);
        for (int column = 0; column < geometry_.columns(); ++column)
            paintOffHours(column);
        for (int column = 0; column < geometry_.columns(); ++column)
            painter_.fillRect(
                QRect(geometry_.columnLeft(column), geometry_.headerHeight(), 1, geometry_.grid().height()),
                colours_.gridStrong);
    }

    void paintBlocksAndHolds(const QRect& dirty) {
        for (int i = 0; i < scene_.board->columns.size(); ++i) {
            const DayColumn& column = scene_.board->columns[i];
            for (const PlacedBlock& placed : column.blocks)
                if (const QRect box = geometry_.card(i, placed.minutes); box.intersects(dirty))
                    paintBlock(placed, box);
            for (const PlacedHold& placed : column.holds)
                if (const QRect box = geometry_.card(i, placed.minutes); box.intersects(dirty))
                    paintOthersHold(placed, box);
        }
    }

    void paintCards(const QRect& dirty) {
        for (const VisitCard& card : scene_.cards)
            if (card.reach().intersects(dirty))
                withOpacityOf(card, [&] {
                    card.paintGround(painter_, isLifted(card)                ? VisitCard::Edge::Lifted
                                               : scene_.hovered == card.id() ? VisitCard::Edge::Hovered
                                                                             : VisitCard::Edge::Normal);
                });
        paintOwnHold();
        paintNowLine();
        for (const VisitCard& card : scene_.cards)
            if (card.reach().intersects(dirty))
                withOpacityOf(card, [&] { card.paintText(painter_); });
        for (const VisitCard& card : scene_.cards)
            if (card.reach().intersects(dirty))
                paintOverbooked(card);
    }

    void paintSelection() {
        if (!scene_.spot)
            return;
        const VisitCard* card = scene_.spot->visit ? scene_.card(*scene_.spot->visit) : nullptr;
        if (card && isLifted(*card))
            return; // what is on its way is selected there
        if (card)
            drawBox(painter_, QRectF(card->box()).adjusted(-2, -2, 2, 2), theme_.pxF(8), QColor(),
                    colours_.accent, 2);
        else if (!scene_.spot->visit && scene_.showFocus)
            freeSlot(geometry_.card(scene_.spot->column, scene_.spot->minutes),
                     scene_.spot->minutes.minutes(), 2);
    }

    void paintHeader() {
        const int height = geometry_.headerHeight();
        const int width = scene_.geometry.grid().right() + 1;
        painter_.fillRect(0, 0, width, height, colours_.surface);
        painter_.save();
        painter_.setClipRect(QRect(geometry_.gutter(), 0, width - geometry_.gutter(), height),
                             Qt::IntersectClip);
        for (int column = 0; column < geometry_.columns(); ++column)
            paintColumnHeader(column);
        painter_.restore();
        painter_.fillRect(0, height - 1, width, 1, colours_.lineStrong);
    }

    void paintGutter() {
        const QRect area(0, geometry_.headerHeight(), geometry_.gutter(), geometry_.grid().height());
        painter_.save();
        painter_.setClipRect(area, Qt::IntersectClip);
        painter_.fillRect(area, colours_.surface);
        const auto now = scene_.nowMinute();
        for (int minute = geometry_.shown().first; minute <= geometry_.shown().last; minute += 60)
            paintHour(minute, now);
        painter_.restore();
        paintNowPill();
    }

    void paintSkeleton() {
        for (int column = 0; column < geometry_.columns(); ++column)
            for (int minute = geometry_.shown().first; minute < geometry_.shown().last; minute += 60) {
                const QRect box = geometry_.card(column, {minute, minute + 45});
                const qreal left = box.left() + theme_.px(30);
                for (const qreal line : {8.0, 24.0})
                    drawBox(painter_,
                            QRectF(left, box.top() + theme_.pxF(line), box.width() * (line < 10 ? 0.5 : 0.65),
                                   theme_.px(8)),
                            theme_.pxF(4), colours_.line, QColor(), 0);
            }
    }

private:
    bool isLifted(const VisitCard& card) const {
        return scene_.carried && scene_.carried->visit.id == card.id();
    }

    template<class Paint>
    void withOpacityOf(const VisitCard& card, const Paint& paint) {
        painter_.setOpacity(isLifted(card) ? 0.35 : 1);
        paint();
        painter_.setOpacity(1);
    }

    void paintLines(int column) {
        const QRect area = geometry_.column(column);
        const MinuteRange shown = geometry_.shown();
        for (int minute = shown.first; minute <= shown.last; minute += quarterMinutes)
            if (geometry_.y(minute) > area.top()) // the header's own line is there
                painter_.fillRect(QRect(area.left(), qRound(geometry_.y(minute)), area.width(), 1),
                                  minute % 60 == 0 ? colours_.gridStrong : colours_.grid);
    }

    void paintOffHours(int column) {
        const QRect area = geometry_.column(column);
        for (const MinuteRange& off : without({geometry_.shown()}, scene_.board->columns[column].hours)) {
            const int top = qRound(geometry_.y(off.first));
            const int bottom = qRound(geometry_.y(off.last));
            painter_.fillRect(QRect(area.left(), top, area.width(), bottom - top), colours_.sunken);
        }
    }

    void paintBlock(const PlacedBlock& placed, const QRect& box) {
        drawBox(painter_, box, theme_.pxF(6), colours_.hatchGround, QColor(), 0);
        painter_.save();
        QPainterPath outline;
        outline.addRoundedRect(QRectF(box), theme_.pxF(6), theme_.pxF(6));
        painter_.setClipPath(outline, Qt::IntersectClip);
        paintHatch(painter_, box, colours_.hatch, theme_.pxF(hatchStepOfBlocks));
        painter_.restore();
        drawBox(painter_, box, theme_.pxF(6), QColor(), colours_.line);
        const bool meal = placed.block.label.startsWith(QStringLiteral("Lunch"), Qt::CaseInsensitive);
        paintLabel(box, meal ? Icon::Clock : Icon::Ban, placed.block.label, colours_.text2);
    }

    void paintOthersHold(const PlacedHold& placed, const QRect& box) {
        if (placed.hold.mine) {
            const bool inPanel = scene_.ownHold && scene_.ownHold->minutes == placed.minutes &&
                                 scene_.ownHold->provider == placed.hold.provider;
            if (inPanel) // drawn with its patient, from what is being booked
                return;
            dashed(box, colours_.soft, colours_.accent, 1);
            paintLabel(box, Icon::Hourglass, ScheduleWords::tr("Held for you"), colours_.accent);
            return;
        }
        dashed(box, colours_.sunken, colours_.control, 1);
        paintLabel(box, Icon::Hourglass, ScheduleWords::tr("Held by %1").arg(placed.hold.holder),
                   colours_.text2);
    }

    void paintLabel(const QRect& box, Icon icon, const QString& words, const QColor& ink) {
        const int line = theme_.lineHeight(TypeRole::Small);
        const int top = box.height() < theme_.px(36) ? (box.height() - line) / 2 : theme_.px(5);
        const qreal size = theme_.px(13);
        drawIcon(painter_,
                 QRectF(box.left() + theme_.px(10), box.top() + top + (line - size) / 2.0, size, size), icon,
                 ink);
        text(words, TypeRole::Small, ink,
             {QRectF(box.left() + theme_.px(29), box.top() + top, box.width() - theme_.px(36), line)});
    }

    void paintOwnHold() {
        if (!scene_.ownHold)
            return;
        const OwnHold& hold = *scene_.ownHold;
        const int column = scene_.board->columnOf(hold.provider);
        if (column < 0)
            return;
        const QRect box = geometry_.card(column, hold.minutes);
        dashed(box, colours_.soft, colours_.accent, 2);
        const int seconds = int(hold.left.count());
        const QString left =
            QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
        const int line = theme_.lineHeight(TypeRole::SmallStrong);
        const bool single = box.height() < theme_.px(36);
        const int top = box.top() + (single ? (box.height() - line) / 2 : theme_.px(4));
        const qreal size = theme_.px(13);
        drawIcon(painter_, QRectF(box.left() + theme_.px(13), top + (line - size) / 2, size, size),
                 Icon::Hourglass, colours_.accent);
        const qreal textLeft = box.left() + theme_.px(32);
        const qreal width = box.width() - theme_.px(80);
        const QString name = scene_.privacy ? ScheduleWords::initials(hold.patient) : hold.patient;
        text(hold.patient.isEmpty() ? ScheduleWords::tr("Held for you") : name, TypeRole::SmallStrong,
             colours_.text, {QRectF(textLeft, top, width, line)});
        text(left, TypeRole::SmallStrong, seconds <= 30 ? colours_.warn : colours_.accent,
             {QRectF(box.right() - theme_.px(52), top, theme_.px(40), line), {}, Qt::AlignRight});
        if (!single)
            text(ScheduleWords::tr("%1 · held for you").arg(ScheduleWords::range(hold.minutes)),
                 TypeRole::Small, colours_.text2,
                 {QRectF(textLeft, top + line, box.width() - theme_.px(40),
                         theme_.lineHeight(TypeRole::Small))});
    }

    /// At 75 %, and never through a text: a line through a name means cancelled.
    void paintNowLine() {
        const auto now = scene_.nowMinute();
        if (!now)
            return;
        const QRect grid = geometry_.grid();
        const QRectF line(geometry_.gutter(), qRound(geometry_.y(*now)), grid.width(), 1);
        painter_.save();
        QRegion clip = grid;
        for (const VisitCard& card : scene_.cards)
            for (const QRectF& box : card.textBoxes())
                if (QRectF(card.box()).intersects(line))
                    clip -= box.adjusted(-4, 0, 4, 0).toAlignedRect();
        painter_.setClipRegion(clip, Qt::IntersectClip);
        QColor ink = colours_.now;
        ink.setAlphaF(0.75F);
        painter_.fillRect(line, ink);
        painter_.restore();
    }

    void paintNowPill() {
        const auto now = scene_.nowMinute();
        if (!now)
            return;
        const int y = qRound(geometry_.y(*now));
        if (!geometry_.grid()
                 .adjusted(-geometry_.gutter(), -theme_.px(9), 0, 0)
                 .contains(geometry_.grid().left(), y))
            return;
        const QRectF pill(theme_.px(4), y - theme_.px(9), theme_.px(44), theme_.px(18));
        drawBox(painter_, pill, theme_.pxF(4), colours_.now, QColor(), 0);
        text(ScheduleWords::clock(*now), TypeRole::Caption, colours_.surface,
             {pill.adjusted(0, theme_.px(2), 0, -theme_.px(2)), QFont::DemiBold, Qt::AlignHCenter});
        const qreal dot = theme_.px(9);
        drawBox(painter_, QRectF(geometry_.gutter() - theme_.px(6), y - theme_.px(4), dot, dot), dot / 2,
                colours_.now, QColor(), 0);
    }

    void paintHour(int minute, const std::optional<int>& now) {
        const int y = qRound(geometry_.y(minute));
        const int line = theme_.lineHeight(TypeRole::Caption);
        const int tick = theme_.px(8);
        const int bottom = geometry_.headerHeight() + geometry_.grid().height();
        const bool atTop = y <= geometry_.headerHeight();
        // At the edges the label goes below its line, or above it; under the pill it would only be a smudge.
        const int top = atTop ? y + theme_.px(5) : qMin(y - line / 2, bottom - line);
        if (y < geometry_.headerHeight() || y > bottom)
            return;
        if (!atTop)
            painter_.fillRect(geometry_.gutter() - tick, y, tick, 1, colours_.gridStrong);
        const bool underPill = now && std::abs(geometry_.y(*now) - y) < theme_.px(15);
        if (!underPill)
            text(ScheduleWords::hour(minute), TypeRole::CaptionMedium, colours_.text2,
                 {QRectF(0, top, geometry_.gutter() - theme_.px(12), line), {}, Qt::AlignRight});
    }

    void paintColumnHeader(int index) {
        const DayColumn& column = scene_.board->columns[index];
        const int left = geometry_.columnLeft(index);
        const qreal textLeft = left + theme_.px(11);
        const qreal width = geometry_.columnWidth(index) - theme_.px(18);
        painter_.fillRect(left, 0, 1, geometry_.headerHeight(), colours_.gridStrong);
        text(column.provider.displayName, TypeRole::H4, colours_.text,
             {QRectF(textLeft, theme_.px(8), width, theme_.lineHeight(TypeRole::H4))});
        const qreal top = theme_.px(26);
        const qreal line = theme_.lineHeight(TypeRole::Caption);
        QStringList parts;
        qreal at = textLeft;
        const auto behind = scene_.saved ? std::nullopt : minutesBehind(column.appointments(), scene_.now);
        if (behind && scene_.nowMinute()) {
            const bool narrow = geometry_.columnWidth(index) < theme_.px(200);
            const QString words =
                (narrow ? ScheduleWords::tr("%1 min behind") : ScheduleWords::tr("Running %1 min behind"))
                    .arg(*behind);
            const QFont font = theme_.font(TypeRole::CaptionMedium);
            const TextRun run(words, font, colours_.warn, {at, top + baselineOf(font, int(line))}, width);
            run.draw(painter_, {});
            at += run.width();
            parts.append(QString());
        } else {
            parts.append(column.provider.specialty);
            if (column.roomName && !column.roomName->startsWith(QStringLiteral("Room ")))
                parts.append(*column.roomName);
        }
        parts.append(openSlots(column));
        text(parts.join(QStringLiteral(" · ")), TypeRole::Caption, colours_.text2,
             {QRectF(at, top, textLeft + width - at, line)});
    }

    QString openSlots(const DayColumn& column) const {
        const auto count = column.freeFrom(bookableFrom(column, scene_.board->date, scene_.now)).size();
        if (count == 0)
            return ScheduleWords::tr("full", "no open slot");
        return count == 1 ? ScheduleWords::tr("1 open slot")
                          : ScheduleWords::tr("%n open slots", nullptr, int(count));
    }

    /// On the seam, by the right one of a pair.
    void paintOverbooked(const VisitCard& card) {
        const PlacedVisit& placed = card.placed();
        if (placed.overbookedWith == 0 || placed.lane == 0)
            return;
        const qreal seam = card.box().left() - 1;
        const QRectF pill(seam - theme_.px(11), card.box().top() - theme_.px(7), theme_.px(22),
                          theme_.px(14));
        drawBox(painter_, pill, pill.height() / 2, colours_.arrived.bar, QColor(), 0);
        QFont font = theme_.font(TypeRole::Caption, QFont::DemiBold);
        font.setPixelSize(theme_.px(10));
        const QString times = ScheduleWords::tr("%1×", "overbooked").arg(placed.overbookedWith + 1);
        TextRun run(times, font, colours_.surface, {0, pill.top() + baselineOf(font, int(pill.height()))},
                    pill.width());
        run.moveLeftTo(pill.center().x() - run.width() / 2);
        run.draw(painter_, {});
    }

    const ScheduleScene& scene_;
    const ScheduleGeometry& geometry_;
};

} // namespace

const VisitCard* ScheduleScene::card(AppointmentId id) const {
    for (const VisitCard& card : cards)
        if (card.id() == id)
            return &card;
    return nullptr;
}

std::optional<int> ScheduleScene::nowMinute() const {
    if (board->columns.isEmpty())
        return std::nullopt;
    const QDateTime local = now.toTimeZone(board->columns.constFirst().provider.zone);
    const int minute = local.time().hour() * 60 + local.time().minute();
    if (local.date() != board->date || minute < board->shown.first || minute > board->shown.last)
        return std::nullopt;
    return minute;
}

QRect ScheduleScene::nowStrip() const {
    const auto minute = nowMinute();
    if (!minute)
        return {};
    return {0, qRound(geometry.y(*minute)) - theme->px(10), geometry.grid().right() + 1, theme->px(20)};
}

void paintSchedule(QPainter& painter, const ScheduleScene& scene, const QRect& dirty) {
    painter.fillRect(dirty, scene.theme->colours().surface);
    SchedulePainter parts(painter, scene);
    painter.save();
    painter.setClipRect(scene.geometry.grid(), Qt::IntersectClip);
    parts.paintGrid();
    if (scene.loading)
        parts.paintSkeleton();
    parts.paintBlocksAndHolds(dirty);
    parts.paintCards(dirty);
    parts.paintSelection();
    painter.restore();
    parts.paintHeader();
    parts.paintGutter();
}

} // namespace custos::ui
