#pragma once

#include "models/actions/visit_action.h"

namespace custos {

/// Books a visit. Undone by cancelling it, so that the record of the booking stays; no reason is given for
/// that, since nobody was asked for one. Its key is the draft's, which outlives one press of Book.
class BookAppointment final : public VisitAction {
public:
    explicit BookAppointment(KeyedBooking booking);

    [[nodiscard]] ActKind kind() const override { return ActKind::Booked; }
    [[nodiscard]] std::optional<Appointment> before() const override { return std::nullopt; }
    [[nodiscard]] Reply<Appointment> perform(ScheduleGateway& gateway) override;
    [[nodiscard]] Reply<Appointment> undo(ScheduleGateway& gateway, const Appointment& current) override;

private:
    BookingRequest request_;
};

} // namespace custos
