#pragma once

#include "models/actions/visit_action.h"

namespace custos {

struct StatusTarget {
    VisitStatus status;
    std::optional<RoomId> room = {}; ///< Where the patient is taken, with Roomed.
    QString cancellationReason = {}; ///< With Cancelled.
};

/// Takes a visit to another status. Whether the user confirms first is `needsConfirmation`'s to say, and the
/// asking is `ui/`'s.
class ChangeStatus final : public VisitAction {
public:
    ChangeStatus(Appointment visit, StatusTarget target);

    [[nodiscard]] ActKind kind() const override { return ActKind::StatusChanged; }
    [[nodiscard]] std::optional<Appointment> before() const override { return visit_; }
    [[nodiscard]] Reply<Appointment> perform(ScheduleGateway& gateway) override;
    [[nodiscard]] Reply<Appointment> undo(ScheduleGateway& gateway, const Appointment& current) override;

private:
    Appointment visit_;
    StatusTarget target_;
};

} // namespace custos
