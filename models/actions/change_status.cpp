#include "models/actions/change_status.h"

namespace custos {

ChangeStatus::ChangeStatus(Appointment visit, StatusTarget target)
    : visit_(std::move(visit))
    , target_(std::move(target)) {}

Reply<Appointment> ChangeStatus::perform(ScheduleGateway& gateway) {
    AppointmentChange change{.room = target_.room, .status = target_.status};
    if (!target_.cancellationReason.isEmpty())
        change.cancellationReason = target_.cancellationReason;
    return gateway.change(visit_.id, visit_.version, change, doKey());
}

Reply<Appointment> ChangeStatus::undo(ScheduleGateway& gateway, const Appointment& current) {
    AppointmentChange change{.status = visit_.status};
    if (current.room != visit_.room) {
        change.room = visit_.room;
        change.clearRoom = !visit_.room;
    }
    return gateway.change(current.id, current.version, change, undoKey());
}

} // namespace custos
