#pragma once

#include "models/tables/day_board.h"

#include <QRect>
#include <QSize>

namespace custos::ui {

class Theme;

/// Where things of the day are, in pixels of the viewport. A value, made anew when the view is resized,
/// scrolled or shows another day.
class ScheduleGeometry {
public:
    struct Place {
        QSize viewport;
        int columns = 0;
        MinuteRange shown{0, 0};
        QPoint scrolled; ///< In pixels: columns to the left, minutes above.
        bool dense = false;
        bool oneColumn = false; ///< Each column is as wide as what is seen.
    };

    ScheduleGeometry() = default;
    ScheduleGeometry(const Theme& theme, const Place& place);

    [[nodiscard]] int gutter() const { return gutter_; }
    [[nodiscard]] int headerHeight() const { return header_; }
    [[nodiscard]] int quarter() const { return quarter_; }
    [[nodiscard]] int columns() const { return place_.columns; }
    [[nodiscard]] MinuteRange shown() const { return place_.shown; }

    /// The part of the viewport that scrolls both ways: below the header, right of the gutter.
    [[nodiscard]] QRect grid() const;
    [[nodiscard]] QSize content() const;

    [[nodiscard]] int columnLeft(int column) const;
    [[nodiscard]] int columnWidth(int column) const;
    [[nodiscard]] QRect column(int column) const; ///< As high as the shown part of the grid.
    /// Nearest column, though the point be outside of all.
    [[nodiscard]] int columnAt(int x) const;
    [[nodiscard]] qreal y(qreal minute) const;
    [[nodiscard]] qreal minuteAt(qreal y) const;
    /// The quarter in which the point lies.
    [[nodiscard]] int quarterAt(qreal y) const;

    /// The card for a stretch of time; `lane` of `lanes` strips beside each other.
    [[nodiscard]] QRect card(int column, MinuteRange minutes, int lane = 0, int lanes = 1) const;

private:
    Place place_;
    int gutter_ = 0;
    int header_ = 0;
    int quarter_ = 1;
    int contentWidth_ = 0;
    int insetLeft_ = 0;
    int insetRight_ = 0;
    int laneGap_ = 0;
};

} // namespace custos::ui
