#pragma once

#include "models/tables/day_board.h"

namespace custos::ui {

/// Something in the grid that the keyboard can stand on: a visit, or a free slot.
struct Spot {
    int column;
    MinuteRange minutes;
    std::optional<AppointmentId> visit = {};

    friend bool operator==(const Spot&, const Spot&) = default;
};

/// From which minute on time on that day can still be booked: now on the day itself, all of a later day,
/// nothing of an earlier one.
[[nodiscard]] int bookableFrom(const DayColumn& column, QDate date, const QDateTime& now);

/// Free slots of a column, no longer than half an hour each, so that arrow keys reach every half hour.
[[nodiscard]] QList<Spot> freeSpots(const DayBoard& board, int column, const QDateTime& now);

/// Visits and free slots of a column in the order of the clock.
[[nodiscard]] QList<Spot> spotsOf(const DayBoard& board, int column, const QDateTime& now);

/// The spot that the minute lies in, else the nearest one.
[[nodiscard]] std::optional<Spot> nearestSpot(const QList<Spot>& spots, int minute);

} // namespace custos::ui
