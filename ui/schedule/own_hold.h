#pragma once

#include "models/tables/day_board.h"

#include <QString>

#include <chrono>
#include <optional>

namespace custos {
class BookingDraft;
class ScheduleDay;
} // namespace custos

namespace custos::ui {

/// The opening that this desk holds while it books.
struct OwnHold {
    ProviderId provider;
    MinuteRange minutes;
    QString patient; ///< Empty: not chosen yet.
    std::chrono::seconds left;
};

/// Nothing where no time is held, or one on another day than the one shown.
[[nodiscard]] std::optional<OwnHold> ownHoldOf(const BookingDraft& draft, const ScheduleDay& day);

} // namespace custos::ui
