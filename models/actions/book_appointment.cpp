#include "models/actions/book_appointment.h"

namespace custos {

BookAppointment::BookAppointment(KeyedBooking booking)
    : VisitAction(booking.key)
    , request_(std::move(booking.request)) {}

Reply<Appointment> BookAppointment::perform(ScheduleGateway& gateway) {
    return gateway.book(request_, doKey());
}

Reply<Appointment> BookAppointment::undo(ScheduleGateway& gateway, const Appointment& current) {
    return gateway.change(current.id, current.version, {.status = VisitStatus::Cancelled}, undoKey());
}

} // namespace custos
