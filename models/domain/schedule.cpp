#include "models/domain/schedule.h"

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

TimeSpan TimeSpan::movedTo(const QDateTime& start) const {
    return TimeSpan(start, start.addMSecs(start_.msecsTo(end_)));
}

} // namespace custos
