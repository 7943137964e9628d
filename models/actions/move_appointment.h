#pragma once

#include "models/actions/visit_action.h"

namespace custos {

struct MoveTarget {
    Provider provider;
    TimeSpan time;
    QString overbookReason = {}; ///< Empty: refuse rather than overbook.
    /// What undoing it says where the visit stood beside another one; empty: refuse rather than go back
    /// there.
    QString undoReason = {};
};

/// Moves a visit to another time or provider, or changes its length. With the provider the room goes too: it
/// becomes the new provider's usual one, or none.
class MoveAppointment final : public VisitAction {
public:
    MoveAppointment(Appointment visit, MoveTarget target);

    [[nodiscard]] ActKind kind() const override { return ActKind::Moved; }
    [[nodiscard]] std::optional<Appointment> before() const override { return visit_; }
    [[nodiscard]] Reply<Appointment> perform(ScheduleGateway& gateway) override;
    [[nodiscard]] Reply<Appointment> undo(ScheduleGateway& gateway, const Appointment& current) override;

private:
    Appointment visit_;
    MoveTarget target_;
};

} // namespace custos
