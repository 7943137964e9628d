#include "models/tables/next_step.h"

#include <algorithm>

namespace custos {

namespace {

QString kindOfRoom(const QString& name) {
    return name.section(u' ', 0, 0);
}

std::optional<Room> roomWithId(const QList<Room>& rooms, const std::optional<RoomId>& id) {
    const auto found = std::find_if(rooms.cbegin(), rooms.cend(), [&](const Room& r) { return r.id == id; });
    return found == rooms.cend() ? std::nullopt : std::optional(*found);
}

std::optional<NextStep> nextRoom(const DayBoard& board, const QList<Room>& rooms, const Appointment& visit) {
    const int column = board.columnOf(visit.provider);
    const auto usual = column < 0 ? std::nullopt : board.columns[column].provider.defaultRoom;
    for (const Room& room : roomsByLikelihood(rooms, visit, usual)) {
        if (occupant(board, room.id))
            continue;
        if (!usual || room.id == *usual)
            return NextStep{.status = VisitStatus::Roomed, .room = room};
        return NextStep{VisitStatus::Roomed, room, roomWithId(rooms, usual), occupant(board, *usual)};
    }
    return std::nullopt;
}

} // namespace

std::optional<NextStep> nextStep(const DayBoard& board, const QList<Room>& rooms, const Appointment& visit) {
    switch (visit.status) {
    case VisitStatus::Scheduled:
    case VisitStatus::Confirmed:
        return NextStep{.status = VisitStatus::Arrived};
    case VisitStatus::Arrived:
        return nextRoom(board, rooms, visit);
    case VisitStatus::Roomed:
        return NextStep{.status = VisitStatus::InProgress};
    case VisitStatus::InProgress:
        return NextStep{.status = VisitStatus::Done};
    case VisitStatus::Done:
    case VisitStatus::NoShow:
    case VisitStatus::Cancelled:
        break;
    }
    return std::nullopt;
}

QList<Room> roomsByLikelihood(const QList<Room>& rooms, const Appointment& visit,
                              const std::optional<RoomId>& usual) {
    const auto usualRoom = roomWithId(rooms, usual);
    const auto rank = [&](const Room& room) {
        if (visit.room == room.id)
            return 0;
        if (usual == room.id)
            return 1;
        return usualRoom && kindOfRoom(room.name) == kindOfRoom(usualRoom->name) ? 2 : 3;
    };
    QList<Room> sorted = rooms;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const Room& a, const Room& b) { return rank(a) < rank(b); });
    return sorted;
}

std::optional<PatientName> occupant(const DayBoard& board, RoomId room) {
    for (const DayColumn& column : board.columns)
        for (const PlacedVisit& placed : column.visits) {
            const VisitStatus status = placed.visit.status;
            const bool inRoom = status == VisitStatus::Roomed || status == VisitStatus::InProgress;
            if (inRoom && placed.visit.room == room)
                return placed.visit.patient;
        }
    return std::nullopt;
}

} // namespace custos
