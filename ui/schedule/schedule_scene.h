#pragma once

#include "models/tables/drop_preview.h"
#include "ui/schedule/own_hold.h"
#include "ui/schedule/schedule_geometry.h"
#include "ui/schedule/spots.h"
#include "ui/schedule/visit_card.h"

#include <QList>

#include <chrono>
#include <optional>

class QPainter;

namespace custos::ui {

class Theme;

/// A visit on its way: by the pointer, or by the arrow keys.
struct Carried {
    enum class Kind { Move, Resize };

    Kind kind;
    Appointment visit;
    int column;
    MinuteRange target;
    DropPreview preview;
    std::optional<QPoint> pointer = {}; ///< Absent: carried by the keyboard.
    QPoint grip = {};                   ///< Where in the card the pointer took it.
    QSize cardSize = {};
};

/// Everything that is painted. The view changes it, the painter reads it.
struct ScheduleScene {
    const Theme* theme;
    const DayBoard* board;
    ScheduleGeometry geometry;
    QDateTime now;
    QList<VisitCard> cards = {};
    std::optional<Spot> spot = {};
    std::optional<AppointmentId> hovered = {};
    std::optional<Carried> carried = {};
    std::optional<OwnHold> ownHold = {};
    bool privacy = false;
    bool saved = false;
    bool loading = false;
    bool showFocus = false; ///< The grid has focus: a free slot that is current shows it.

    [[nodiscard]] const VisitCard* card(AppointmentId id) const;
    /// The minute of the day's wall clock that it is now; absent on other days.
    [[nodiscard]] std::optional<int> nowMinute() const;
    /// The strip that the now line, its dot and its pill cover.
    [[nodiscard]] QRect nowStrip() const;
};

void paintSchedule(QPainter& painter, const ScheduleScene& scene, const QRect& dirty);
/// The visit on its way, where it would land, and what is in the way there.
void paintCarried(QPainter& painter, const ScheduleScene& scene);
/// Where `paintCarried` paints.
[[nodiscard]] QRect carriedReach(const ScheduleScene& scene);

} // namespace custos::ui
