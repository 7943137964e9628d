#include "models/tables/drop_preview.h"

#include <algorithm>

namespace custos {

namespace {

MinuteRange common(const MinuteRange& a, const MinuteRange& b) {
    return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

void addVisits(QList<Clash>& clashes, const DayColumn& column, const Appointment& moving,
               const MinuteRange& minutes) {
    for (const PlacedVisit& placed : column.visits)
        if (placed.visit.id != moving.id && occupiesTime(placed.visit.status) &&
            placed.minutes.overlaps(minutes))
            clashes.append({.kind = Clash::Kind::Visit,
                            .minutes = common(placed.minutes, minutes),
                            .until = placed.visit.time.end(),
                            .patient = placed.visit.patient});
}

void addBlocksAndHolds(QList<Clash>& clashes, const DayColumn& column, const MinuteRange& minutes) {
    for (const PlacedBlock& placed : column.blocks)
        if (placed.minutes.overlaps(minutes))
            clashes.append({.kind = Clash::Kind::Block,
                            .minutes = common(placed.minutes, minutes),
                            .until = placed.block.time.end(),
                            .label = placed.block.label});
    for (const PlacedHold& placed : column.holds)
        if (!placed.hold.mine && placed.minutes.overlaps(minutes))
            clashes.append({.kind = Clash::Kind::OthersHold,
                            .minutes = common(placed.minutes, minutes),
                            .until = placed.hold.time.end(),
                            .label = placed.hold.holder});
}

/// A room counts for a visit that keeps it, that is, one that stays with its provider.
void addRoom(QList<Clash>& clashes, const DayBoard& board, const QList<Room>& rooms,
             const Appointment& moving, const DayColumn& column, const MinuteRange& minutes) {
    if (!moving.room || column.provider.id != moving.provider)
        return;
    const auto room =
        std::find_if(rooms.cbegin(), rooms.cend(), [&](const Room& r) { return r.id == *moving.room; });
    const auto span = spanAt(board.date, column.provider.zone, minutes);
    if (room == rooms.cend() || !span)
        return;
    for (const DayColumn& other : board.columns)
        for (const PlacedVisit& placed : other.visits)
            if (placed.visit.provider != moving.provider && placed.visit.room == moving.room &&
                occupiesTime(placed.visit.status) && placed.visit.time.overlaps(*span))
                clashes.append({.kind = Clash::Kind::RoomTaken,
                                .minutes = common(placed.minutes, minutes),
                                .until = placed.visit.time.end(),
                                .patient = placed.visit.patient,
                                .label = room->name});
}

} // namespace

bool DropPreview::canOverbook() const {
    return bookable && !clashes.isEmpty() &&
           std::all_of(clashes.cbegin(), clashes.cend(), [](const Clash& clash) {
               return clash.kind == Clash::Kind::Visit || clash.kind == Clash::Kind::OutsideHours;
           });
}

DropPreview previewDrop(const DayBoard& board, const QList<Room>& rooms, const Appointment& moving,
                        int column, const MinuteRange& minutes) {
    const DayColumn& target = board.columns.at(column);
    DropPreview preview{.clashes = {}, .bookable = target.provider.bookable};
    addVisits(preview.clashes, target, moving, minutes);
    addBlocksAndHolds(preview.clashes, target, minutes);
    addRoom(preview.clashes, board, rooms, moving, target, minutes);
    const QList<MinuteRange> outside = without({minutes}, target.hours);
    for (const MinuteRange& range : outside)
        preview.clashes.append({.kind = Clash::Kind::OutsideHours, .minutes = range});
    return preview;
}

} // namespace custos
