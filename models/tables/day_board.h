#pragma once

#include "models/ports/schedule_gateway.h"
#include "models/tables/minute_range.h"

#include <array>

namespace custos {

/// Whose columns are shown.
struct ScheduleScope {
    std::optional<ProviderId> only; ///< Absent: everybody that the server names.
};

/// A visit with its place in the column: `lane` of `lanes` equal strips, from the left.
struct PlacedVisit {
    Appointment visit;
    MinuteRange minutes;
    int lane = 0;
    int lanes = 1;
    int overbookedWith = 0; ///< How many other visits claim some of the same time.
    std::optional<AppointmentId> lookAlike = {};
};

struct PlacedBlock {
    Block block;
    MinuteRange minutes;
};

struct PlacedHold {
    Hold hold;
    MinuteRange minutes;
};

struct DayColumn {
    Provider provider;
    QList<MinuteRange> hours;
    QList<PlacedVisit> visits = {}; ///< By start, then lane.
    QList<PlacedBlock> blocks = {};
    QList<PlacedHold> holds = {};
    QList<MinuteRange> free = {}; ///< Working time that nobody has, in order.
    std::optional<QString> roomName = {};

    /// The free stretches that are not over by that minute, cut to what is left of them on whole quarters.
    [[nodiscard]] QList<MinuteRange> freeFrom(int minute) const;
    [[nodiscard]] QList<Appointment> appointments() const;
};

/// One day, laid out. A value: it is made anew whenever the day is read, and never changed.
struct DayBoard {
    QDate date;
    QDateTime asOf;
    MinuteRange shown{8 * 60, 17 * 60}; ///< Whole hours around everything that happens.
    QList<DayColumn> columns = {};      ///< Of who can be booked, and of whoever else saw somebody that day.
    std::array<int, allVisitStatuses.size()> counts{};

    [[nodiscard]] int count(VisitStatus status) const { return counts[size_t(status)]; }
    /// nullptr when this day has no such visit (any more).
    [[nodiscard]] const PlacedVisit* find(AppointmentId id) const;
    /// -1 when there is none.
    [[nodiscard]] int columnOf(ProviderId provider) const;
    [[nodiscard]] int columnOf(AppointmentId visit) const;
};

/// The grid's smallest step and the unit that moves snap to, in minutes.
inline constexpr int quarterMinutes = 15;

[[nodiscard]] DayBoard layOut(const ScheduleDirectory& directory, const DaySchedule& day,
                              const ScheduleScope& scope);

/// Gives overlapping visits lanes beside each other. Expects them sorted by start; visits that do not
/// overlap, directly or through others, keep the full width.
void assignLanes(QList<PlacedVisit>& visits);

} // namespace custos
