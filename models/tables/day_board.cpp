#include "models/tables/day_board.h"

#include "models/tables/name_alert.h"

#include <algorithm>

namespace custos {

namespace {

constexpr int minutesInHour = 60;
constexpr int minutesInDay = 24 * minutesInHour;

QList<MinuteRange> hoursOn(const Provider& provider, QDate date) {
    QList<MinuteRange> hours;
    for (const WeeklyHours& week : provider.hours)
        if (week.weekday == date.dayOfWeek()) {
            const int last =
                week.end == QTime(0, 0) ? minutesInDay : week.end.hour() * 60 + week.end.minute();
            hours.append({week.start.hour() * 60 + week.start.minute(), last});
        }
    std::sort(hours.begin(), hours.end(),
              [](const MinuteRange& a, const MinuteRange& b) { return a.first < b.first; });
    return hours;
}

void sortByPlace(QList<PlacedVisit>& visits) {
    std::sort(visits.begin(), visits.end(), [](const PlacedVisit& a, const PlacedVisit& b) {
        if (a.minutes.first != b.minutes.first)
            return a.minutes.first < b.minutes.first;
        if (a.visit.lane != b.visit.lane)
            return a.visit.lane < b.visit.lane;
        return a.visit.id < b.visit.id;
    });
}

void countOverbooked(QList<PlacedVisit>& visits) {
    for (PlacedVisit& one : visits)
        for (const PlacedVisit& other : std::as_const(visits))
            if (one.visit.id != other.visit.id && occupiesTime(one.visit.status) &&
                occupiesTime(other.visit.status) && one.minutes.overlaps(other.minutes))
                ++one.overbookedWith;
}

QList<MinuteRange> freeTime(const DayColumn& column) {
    QList<MinuteRange> taken;
    for (const PlacedVisit& placed : column.visits)
        if (occupiesTime(placed.visit.status))
            taken.append(placed.minutes);
    for (const PlacedBlock& placed : column.blocks)
        taken.append(placed.minutes);
    for (const PlacedHold& placed : column.holds)
        if (!placed.hold.mine)
            taken.append(placed.minutes);
    return without(column.hours, std::move(taken));
}

DayColumn layOutColumn(const Provider& provider, const ScheduleDirectory& directory, const DaySchedule& day,
                       const QHash<AppointmentId, AppointmentId>& alerts) {
    DayColumn column{.provider = provider, .hours = hoursOn(provider, day.date)};
    const auto place = [&](const TimeSpan& time) { return minutesOn(day.date, provider.zone, time); };
    for (const Appointment& visit : day.appointments)
        if (visit.provider == provider.id) {
            PlacedVisit placed{.visit = visit, .minutes = place(visit.time)};
            if (const auto alert = alerts.constFind(visit.id); alert != alerts.cend())
                placed.lookAlike = *alert;
            column.visits.append(std::move(placed));
        }
    for (const Block& block : day.blocks)
        if (block.provider == provider.id)
            column.blocks.append({block, place(block.time)});
    for (const Hold& hold : day.holds)
        if (hold.provider == provider.id)
            column.holds.append({hold, place(hold.time)});
    for (const Room& room : directory.rooms)
        if (provider.defaultRoom == room.id)
            column.roomName = room.name;
    sortByPlace(column.visits);
    assignLanes(column.visits);
    countOverbooked(column.visits);
    column.free = freeTime(column);
    return column;
}

/// Working hours with whatever lies outside them, rounded outwards to whole hours, and one hour of evening
/// so that the end of the day is seen as an end.
MinuteRange shownRange(const QList<DayColumn>& columns) {
    int first = minutesInDay;
    int last = 0;
    const auto take = [&](const MinuteRange& range) {
        first = std::min(first, range.first);
        last = std::max(last, range.last);
    };
    for (const DayColumn& column : columns) {
        for (const MinuteRange& range : column.hours)
            take(range);
        for (const PlacedVisit& placed : column.visits)
            take(placed.minutes);
        for (const PlacedBlock& placed : column.blocks)
            take(placed.minutes);
    }
    if (first >= last)
        return {8 * minutesInHour, 18 * minutesInHour};
    const int hour = (last + minutesInHour - 1) / minutesInHour + 1;
    return {first / minutesInHour * minutesInHour, std::min(hour * minutesInHour, minutesInDay)};
}

} // namespace

void assignLanes(QList<PlacedVisit>& visits) {
    qsizetype groupStart = 0;
    QList<int> laneEnds; // of the group: the minute at which each lane is free again
    int groupEnd = 0;
    const auto closeGroup = [&](qsizetype end) {
        for (qsizetype i = groupStart; i < end; ++i)
            visits[i].lanes = int(laneEnds.size());
        groupStart = end;
        laneEnds.clear();
    };
    for (qsizetype i = 0; i < visits.size(); ++i) {
        PlacedVisit& placed = visits[i];
        if (i > groupStart && placed.minutes.first >= groupEnd)
            closeGroup(i);
        const auto lane = std::find_if(laneEnds.begin(), laneEnds.end(),
                                       [&](int end) { return end <= placed.minutes.first; });
        placed.lane = int(lane - laneEnds.begin());
        if (lane == laneEnds.end())
            laneEnds.append(placed.minutes.last);
        else
            *lane = placed.minutes.last;
        groupEnd = *std::max_element(laneEnds.cbegin(), laneEnds.cend());
    }
    closeGroup(visits.size());
}

DayBoard layOut(const ScheduleDirectory& directory, const DaySchedule& day, const ScheduleScope& scope) {
    DayBoard board{.date = day.date, .asOf = day.asOf};
    const auto alerts = nameAlerts(day.appointments);
    for (const Provider& provider : directory.providers) {
        if (scope.only && *scope.only != provider.id)
            continue;
        DayColumn column = layOutColumn(provider, directory, day, alerts);
        if (provider.bookable || !column.visits.isEmpty())
            board.columns.append(std::move(column));
    }
    for (const DayColumn& column : std::as_const(board.columns))
        for (const PlacedVisit& placed : column.visits)
            ++board.counts[size_t(placed.visit.status)];
    board.shown = shownRange(board.columns);
    return board;
}

QList<MinuteRange> DayColumn::freeFrom(int minute) const {
    const int next = (minute + quarterMinutes - 1) / quarterMinutes * quarterMinutes;
    QList<MinuteRange> left;
    for (const MinuteRange& range : free) {
        const MinuteRange rest{std::max(range.first, next), range.last};
        if (rest.minutes() >= quarterMinutes)
            left.append(rest);
    }
    return left;
}

QList<Appointment> DayColumn::appointments() const {
    QList<Appointment> list;
    for (const PlacedVisit& placed : visits)
        list.append(placed.visit);
    return list;
}

const PlacedVisit* DayBoard::find(AppointmentId id) const {
    for (const DayColumn& column : columns)
        for (const PlacedVisit& placed : column.visits)
            if (placed.visit.id == id)
                return &placed;
    return nullptr;
}

int DayBoard::columnOf(ProviderId provider) const {
    for (int i = 0; i < columns.size(); ++i)
        if (columns[i].provider.id == provider)
            return i;
    return -1;
}

int DayBoard::columnOf(AppointmentId visit) const {
    const PlacedVisit* placed = find(visit);
    return placed ? columnOf(placed->visit.provider) : -1;
}

} // namespace custos
