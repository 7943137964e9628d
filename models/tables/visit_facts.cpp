#include "models/tables/visit_facts.h"

#include <algorithm>

namespace custos {

namespace {

int minutesBetween(const QDateTime& from, const QDateTime& to) {
    return int(from.secsTo(to) / 60);
}

} // namespace

std::optional<int> waitingMinutes(const Appointment& visit, const QDateTime& now) {
    if (visit.status != VisitStatus::Arrived || !visit.arrivedAt || *visit.arrivedAt > now)
        return std::nullopt;
    return minutesBetween(*visit.arrivedAt, now);
}

std::optional<int> minutesEarly(const Appointment& visit) {
    const bool calledOff = visit.status == VisitStatus::NoShow || visit.status == VisitStatus::Cancelled;
    if (calledOff || !visit.arrivedAt || *visit.arrivedAt >= visit.time.start())
        return std::nullopt;
    return minutesBetween(*visit.arrivedAt, visit.time.start());
}

std::optional<int> lateMinutes(const Appointment& visit, const QDateTime& now) {
    const bool expected = visit.status == VisitStatus::Scheduled || visit.status == VisitStatus::Confirmed;
    const int minutes = minutesBetween(visit.time.start(), now);
    if (!expected || minutes < lateFromMinutes)
        return std::nullopt;
    return minutes;
}

std::optional<int> minutesBehind(const QList<Appointment>& visitsOfProvider, const QDateTime& now) {
    int behind = 0;
    for (const Appointment& visit : visitsOfProvider)
        if (visit.status < VisitStatus::InProgress)
            behind = std::max(behind, minutesBetween(visit.time.start(), now));
    return behind >= lateFromMinutes ? std::optional(behind) : std::nullopt;
}

} // namespace custos
