#include "ui/schedule/spots.h"

#include <algorithm>

namespace custos::ui {

namespace {

constexpr int slotMinutes = 30;
constexpr int minutesInDay = 24 * 60;

int distance(const Spot& spot, int minute) {
    if (minute < spot.minutes.first)
        return spot.minutes.first - minute;
    return minute < spot.minutes.last ? 0 : minute - spot.minutes.last + 1;
}

} // namespace

int bookableFrom(const DayColumn& column, QDate date, const QDateTime& now) {
    const QDateTime local = now.toTimeZone(column.provider.zone);
    if (local.date() != date)
        return local.date() < date ? 0 : minutesInDay;
    return local.time().hour() * 60 + local.time().minute();
}

QList<Spot> freeSpots(const DayBoard& board, int column, const QDateTime& now) {
    const DayColumn& shown = board.columns.at(column);
    QList<Spot> spots;
    for (const MinuteRange& free : shown.freeFrom(bookableFrom(shown, board.date, now)))
        for (int first = free.first; first < free.last; first += slotMinutes)
            spots.append(Spot{column, {first, std::min(first + slotMinutes, free.last)}});
    return spots;
}

QList<Spot> spotsOf(const DayBoard& board, int column, const QDateTime& now) {
    QList<Spot> spots = freeSpots(board, column, now);
    for (const PlacedVisit& placed : board.columns.at(column).visits)
        spots.append(Spot{column, placed.minutes, placed.visit.id});
    std::stable_sort(spots.begin(), spots.end(),
                     [](const Spot& a, const Spot& b) { return a.minutes.first < b.minutes.first; });
    return spots;
}

std::optional<Spot> nearestSpot(const QList<Spot>& spots, int minute) {
    const auto nearest = std::min_element(spots.cbegin(), spots.cend(), [&](const Spot& a, const Spot& b) {
        return distance(a, minute) < distance(b, minute);
    });
    return nearest == spots.cend() ? std::nullopt : std::optional(*nearest);
}

} // namespace custos::ui
