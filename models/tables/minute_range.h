#pragma once

#include "models/domain/schedule.h"

#include <QList>

namespace custos {

/// A stretch of one day's wall clock, in minutes from local midnight, half open. The grid is drawn on the
/// wall clock of the provider's location; instants stay in `TimeSpan`.
struct MinuteRange {
    int first;
    int last;

    [[nodiscard]] int minutes() const { return last - first; }
    [[nodiscard]] bool overlaps(const MinuteRange& other) const {
        return first < other.last && other.first < last;
    }
    [[nodiscard]] bool contains(const MinuteRange& other) const {
        return first <= other.first && other.last <= last;
    }
    friend bool operator==(const MinuteRange&, const MinuteRange&) = default;
};

/// Where a span falls on the wall clock of `date` in `zone`; cut off at midnight on both sides.
[[nodiscard]] MinuteRange minutesOn(QDate date, const QTimeZone& zone, const TimeSpan& time);
/// The instant at which the wall clock shows that minute. In the hour that a change to summer time skips
/// this is the instant that Qt takes for it, after the change.
[[nodiscard]] QDateTime instantAt(QDate date, const QTimeZone& zone, int minute);
/// `nullopt` where the range is empty, or the clock change leaves nothing of it.
[[nodiscard]] std::optional<TimeSpan> spanAt(QDate date, const QTimeZone& zone, const MinuteRange& range);

/// What is left of `open` when everything in `taken` is cut out of it; in order, none empty.
[[nodiscard]] QList<MinuteRange> without(const QList<MinuteRange>& open, QList<MinuteRange> taken);

} // namespace custos
