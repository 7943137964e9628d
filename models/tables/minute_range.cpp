#include "models/tables/minute_range.h"

#include <algorithm>

namespace custos {

namespace {

constexpr int minutesInDay = 24 * 60;

int minuteOn(QDate date, const QTimeZone& zone, const QDateTime& instant) {
    const QDateTime local = instant.toTimeZone(zone);
    if (local.date() < date)
        return 0;
    if (local.date() > date)
        return minutesInDay;
    return local.time().hour() * 60 + local.time().minute();
}

} // namespace

MinuteRange minutesOn(QDate date, const QTimeZone& zone, const TimeSpan& time) {
    return {minuteOn(date, zone, time.start()), minuteOn(date, zone, time.end())};
}

QDateTime instantAt(QDate date, const QTimeZone& zone, int minute) {
    const QDate day = date.addDays(minute / minutesInDay);
    return QDateTime(day, QTime::fromMSecsSinceStartOfDay((minute % minutesInDay) * 60'000), zone);
}

std::optional<TimeSpan> spanAt(QDate date, const QTimeZone& zone, const MinuteRange& range) {
    return TimeSpan::make(instantAt(date, zone, range.first), instantAt(date, zone, range.last));
}

QList<MinuteRange> without(const QList<MinuteRange>& open, QList<MinuteRange> taken) {
    std::sort(taken.begin(), taken.end(),
              [](const MinuteRange& a, const MinuteRange& b) { return a.first < b.first; });
    QList<MinuteRange> left;
    for (const MinuteRange& range : open) {
        int from = range.first;
        for (const MinuteRange& cut : std::as_const(taken)) {
            if (cut.first > from && cut.first < range.last)
                left.append({from, cut.first});
            if (cut.first < range.last)
                from = std::max(from, cut.last);
        }
        if (from < range.last)
            left.append({from, range.last});
    }
    return left;
}

} // namespace custos
