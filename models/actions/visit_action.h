#pragma once

#include "models/ports/schedule_gateway.h"

namespace custos {

enum class ActKind { Booked, Moved, StatusChanged };

/// One act of the user on one visit. Built from what the user looked at, so that the server can refuse it
/// when that is no longer so. Performing it again after a broken connection repeats the same act: it carries
/// one idempotency key for doing and one for undoing.
class VisitAction {
public:
    VisitAction(const VisitAction&) = delete;
    VisitAction& operator=(const VisitAction&) = delete;
    virtual ~VisitAction() = default;

    [[nodiscard]] virtual ActKind kind() const = 0;
    /// The visit as the user saw it; absent for a booking.
    [[nodiscard]] virtual std::optional<Appointment> before() const = 0;

    [[nodiscard]] virtual Reply<Appointment> perform(ScheduleGateway& gateway) = 0;
    /// A change like any other: versioned, audited, refused when somebody was faster. `current` is the visit
    /// as the user's own acts left it.
    [[nodiscard]] virtual Reply<Appointment> undo(ScheduleGateway& gateway, const Appointment& current) = 0;

protected:
    explicit VisitAction(IdempotencyKey doKey = IdempotencyKey::create())
        : doKey_(doKey) {}

    [[nodiscard]] IdempotencyKey doKey() const { return doKey_; }
    [[nodiscard]] IdempotencyKey undoKey() const { return undoKey_; }

private:
    IdempotencyKey doKey_;
    IdempotencyKey undoKey_ = IdempotencyKey::create();
};

} // namespace custos
