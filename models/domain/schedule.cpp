#include "models/domain/schedule.h"

#include <algorithm>

namespace custos {

bool needsConfirmation(VisitStatus from, VisitStatus to) {
    return to == VisitStatus::NoShow || to == VisitStatus::Cancelled || to < from;
}

bool occupiesTime(VisitStatus status) {
    return status < VisitStatus::Done;
}

TimeSpan::TimeSpan(QDateTime start, QDateTime end)
    : start_(std::move(start))
    , end_(std::move(end)) {}

std::optional<TimeSpan> TimeSpan::make(const QDateTime& start, const QDateTime& end) {
    if (!start.isValid() || !end.isValid() || start >= end)
        return std::nullopt;
    return TimeSpan(start, end);
}

int TimeSpan::minutes() const {
    return int(start_.secsTo(end_) / 60);
}

bool TimeSpan::overlaps(const TimeSpan& other) const {
    return start_ < other.end_ && other.start_ < end_;
}

bool TimeSpan::contains(const QDateTime& instant) const {
    return start_ <= instant && instant < end_;
}

QDate nextWorkingDay(QDate date, const QList<Provider>& providers) {
    const auto works = [&providers](int weekday) {
        return std::any_of(providers.begin(), providers.end(), [weekday](const Provider& provider) {
            return std::any_of(provider.hours.begin(), provider.hours.end(),
                               [weekday](const WeeklyHours& hours) { return hours.weekday == weekday; });
        });
    };
    for (int ahead = 1; ahead <= 7; ++ahead)
        if (works(date.addDays(ahead).dayOfWeek()))
            return date.addDays(ahead);
    return date.addDays(1);
}

} // namespace custos
