#include "ui/schedule/schedule_geometry.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace custos::ui {

namespace {

constexpr int smallestColumn = 180;

int contentWidth(const ScheduleGeometry::Place& place, int gutter, int smallest) {
    const int seen = place.viewport.width() - gutter;
    return place.oneColumn ? std::max(1, place.columns) * seen : std::max(seen, place.columns * smallest);
}

} // namespace

ScheduleGeometry::ScheduleGeometry(const Theme& theme, const Place& place)
    : place_(place)
    , gutter_(theme.px(56))
    , header_(theme.px(48))
    , quarter_(theme.px(place.dense ? 20 : 22))
    , contentWidth_(contentWidth(place, gutter_, theme.px(smallestColumn)))
    , insetLeft_(theme.px(4))
    , insetRight_(theme.px(8))
    , laneGap_(theme.px(2)) {}

QRect ScheduleGeometry::grid() const {
    return QRect(QPoint(gutter_, header_), QPoint(place_.viewport.width() - 1, place_.viewport.height() - 1));
}

QSize ScheduleGeometry::content() const {
    return {contentWidth_, place_.shown.minutes() / quarterMinutes * quarter_};
}

int ScheduleGeometry::columnLeft(int column) const {
    const int n = std::max(place_.columns, 1);
    return gutter_ + contentWidth_ * column / n - place_.scrolled.x();
}

int ScheduleGeometry::columnWidth(int column) const {
    return columnLeft(column + 1) - columnLeft(column);
}

QRect ScheduleGeometry::column(int column) const {
    return {columnLeft(column), header_, columnWidth(column), place_.viewport.height() - header_};
}

int ScheduleGeometry::columnAt(int x) const {
    for (int column = 0; column + 1 < place_.columns; ++column)
        if (x < columnLeft(column + 1))
            return column;
    return place_.columns - 1;
}

qreal ScheduleGeometry::y(qreal minute) const {
    return header_ - place_.scrolled.y() + (minute - place_.shown.first) * quarter_ / quarterMinutes;
}

qreal ScheduleGeometry::minuteAt(qreal y) const {
    return place_.shown.first + (y - header_ + place_.scrolled.y()) * quarterMinutes / quarter_;
}

int ScheduleGeometry::quarterAt(qreal y) const {
    const int quarter = int(std::floor(minuteAt(y) / quarterMinutes)) * quarterMinutes;
    return std::clamp(quarter, place_.shown.first, place_.shown.last - quarterMinutes);
}

QRect ScheduleGeometry::card(int column, MinuteRange minutes, int lane, int lanes) const {
    const qreal left = columnLeft(column) + insetLeft_;
    const qreal width = columnWidth(column) - insetLeft_ - insetRight_;
    const qreal strip = (width - laneGap_ * (lanes - 1)) / lanes;
    const int from = int(std::ceil(left + lane * (strip + laneGap_)));
    const int to = int(std::ceil(left + lane * (strip + laneGap_) + strip));
    const int top = qRound(y(minutes.first)) + 1;
    const int bottom = qRound(y(minutes.last)) - 1;
    return {from, top, to - from, std::max(bottom - top, quarter_ / 2)};
}

} // namespace custos::ui
