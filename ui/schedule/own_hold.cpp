#include "ui/schedule/own_hold.h"

#include "models/actions/booking_draft.h"
#include "models/tables/schedule_day.h"

namespace custos::ui {

std::optional<OwnHold> ownHoldOf(const BookingDraft& draft, const ScheduleDay& day) {
    if (!draft.chosen() || draft.holdState() != BookingDraft::HoldState::Held)
        return std::nullopt;
    const Opening& opening = *draft.chosen();
    const int column = day.board().columnOf(opening.provider);
    if (column < 0)
        return std::nullopt;
    const QTimeZone& zone = day.board().columns[column].provider.zone;
    if (opening.time.start().toTimeZone(zone).date() != day.date())
        return std::nullopt;
    return OwnHold{opening.provider, minutesOn(day.date(), zone, opening.time),
                   draft.patient() ? draft.patient()->displayName : QString(), draft.holdLeft()};
}

} // namespace custos::ui
