#pragma once

#include "models/ports/schedule_cache.h"

namespace custos::test {

/// A day with one provider who works Monday to Friday and one visit of this patient.
inline ScheduleCache::CachedDay cachedDay(QDate date, const QString& patient, const QDateTime& asOf) {
    const auto provider = ProviderId::create();
    QList<WeeklyHours> hours;
    for (int weekday = 1; weekday <= 5; ++weekday)
        hours.append({weekday, QTime(8, 0), QTime(17, 0)});
    const QDateTime start(date, QTime(9, 0), Qt::UTC);
    const Appointment visit{.id = AppointmentId::create(),
                            .version = 1,
                            .time = *TimeSpan::make(start, start.addSecs(1800)),
                            .provider = provider,
                            .room = std::nullopt,
                            .patient = {PatientId::create(), patient},
                            .reason = QStringLiteral("Synthetic reason"),
                            .status = VisitStatus::Confirmed,
                            .lane = 0,
                            .overbooked = false,
                            .arrivedAt = std::nullopt,
                            .note = QStringLiteral("Canary note that is not kept"),
                            .needs = QStringLiteral("Canary need that is not kept")};
    return {{{{provider, QStringLiteral("Dr. Exemplar"), QString(QLatin1String("")), std::nullopt,
               QTimeZone("America/New_York"), hours}},
             {{RoomId::create(), QStringLiteral("Room 1")}},
             {}},
            {date, {visit}, {}, {}, asOf}};
}

} // namespace custos::test
