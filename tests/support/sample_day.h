#pragma once

#include "models/ports/schedule_gateway.h"

namespace custos::test {

/// Tuesday, November 17, 2026 at an invented practice, as the design draws it: four providers, 39 visits in
/// all eight statuses, two patients with names that look alike, one overbooked pair. The clock stands at
/// 10:42 AM. Ids are the same in every run.
struct SampleDay {
    ScheduleDirectory directory;
    DaySchedule day;

    [[nodiscard]] static SampleDay make();
    [[nodiscard]] const Appointment& visit(QStringView family) const;
    [[nodiscard]] const Provider& provider(QStringView part) const;
};

[[nodiscard]] QDate sampleDate();
[[nodiscard]] QTimeZone sampleZone();
/// "10:42" on the sample day, 24 h.
[[nodiscard]] QDateTime sampleTime(QStringView clock);

} // namespace custos::test
