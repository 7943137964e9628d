#include "models/actions/move_appointment.h"

namespace custos {

MoveAppointment::MoveAppointment(Appointment visit, MoveTarget target)
    : visit_(std::move(visit))
    , target_(std::move(target)) {}

Reply<Appointment> MoveAppointment::perform(ScheduleGateway& gateway) {
    AppointmentChange change{.time = target_.time, .overbookReason = target_.overbookReason};
    if (target_.provider.id != visit_.provider) {
        change.provider = target_.provider.id;
        if (visit_.room) {
            change.room = target_.provider.defaultRoom;
            change.clearRoom = !change.room;
        }
    }
    return gateway.change(visit_.id, visit_.version, change, doKey());
}

Reply<Appointment> MoveAppointment::undo(ScheduleGateway& gateway, const Appointment& current) {
    AppointmentChange change{.time = visit_.time};
    if (current.provider != visit_.provider)
        change.provider = visit_.provider;
    if (current.room != visit_.room) {
        change.room = visit_.room;
        change.clearRoom = !visit_.room;
    }
    // It stood beside another visit before: going back there needs saying so again.
    if (visit_.overbooked)
        change.overbookReason = target_.undoReason;
    return gateway.change(current.id, current.version, change, undoKey());
}

} // namespace custos
