#pragma once

#include "models/tables/day_board.h"

namespace custos {

/// What most likely happens to a visit next: what the panel's primary button offers.
struct NextStep {
    VisitStatus status;
    std::optional<Room> room = {}; ///< For Roomed: one that is free now.
    /// For Roomed, when the provider's usual room is not the one proposed: who is in it.
    std::optional<Room> usualRoom = {};
    std::optional<PatientName> inUsualRoom = {};
};

/// Absent where nothing follows: the visit is over, or no room is free.
[[nodiscard]] std::optional<NextStep> nextStep(const DayBoard& board, const QList<Room>& rooms,
                                               const Appointment& visit);

/// Rooms in the order in which a visit of this provider would take them: its own, the provider's usual one,
/// those of the same kind ("Room 1", "Room 2"), the others.
[[nodiscard]] QList<Room> roomsByLikelihood(const QList<Room>& rooms, const Appointment& visit,
                                            const std::optional<RoomId>& usual);

/// Who is in the room now.
[[nodiscard]] std::optional<PatientName> occupant(const DayBoard& board, RoomId room);

} // namespace custos
