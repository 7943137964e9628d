#pragma once

#include "models/tables/day_board.h"

namespace custos {

/// Why a visit would not fit where it is about to be put.
struct Clash {
    enum class Kind { Visit, Block, OthersHold, RoomTaken, OutsideHours };

    Kind kind;
    MinuteRange minutes;                     ///< The stretch in common, or outside the hours.
    QDateTime until = {};                    ///< When what is in the way ends; not for OutsideHours.
    std::optional<PatientName> patient = {}; ///< For Visit and RoomTaken.
    QString label = {};                      ///< Of the block, the room, or who holds.

    friend bool operator==(const Clash&, const Clash&) = default;
};

struct DropPreview {
    QList<Clash> clashes;
    bool bookable = true; ///< Whether the column takes visits at all.

    [[nodiscard]] bool isFree() const { return clashes.isEmpty(); }
    /// Whether asking to overbook could help: another visit is in the way, and nothing else that overbooking
    /// does not lift (blocked time and holds do not give way).
    [[nodiscard]] bool canOverbook() const;
};

/// What the visit would meet in that column at those minutes. Says what is known here; the server decides.
[[nodiscard]] DropPreview previewDrop(const DayBoard& board, const QList<Room>& rooms,
                                      const Appointment& moving, int column, const MinuteRange& minutes);

} // namespace custos
