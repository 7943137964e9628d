#include "models/actions/book_appointment.h"

namespace custos {

BookAppointment::BookAppointment(BookingRequest request)
    : request_(std::move(request)) {}

Reply<Appointment> BookAppointment::perform(ScheduleGateway& gateway) {
    return gateway.book(request_, doKey());
}

Reply<Appointment> BookAppointment::undo(ScheduleGateway& gateway, const Appointment& current) {
    const AppointmentChange change{.status = VisitStatus::Cancelled,
                                   .cancellationReason = QStringLiteral("Booking undone by its author")};
    return gateway.change(current.id, current.version, change, undoKey());
}

} // namespace custos
