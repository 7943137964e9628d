#pragma once

#include "models/domain/booking.h"
#include "models/domain/patient.h"

#include <chrono>

namespace custos {

/// A booking that is not booked yet, as it outlives a lock. PHI.
struct UnfinishedBooking {
    std::optional<PatientSummary> patient;
    std::optional<VisitType> visitType;
    int minutes;
    std::optional<ProviderId> provider;
    QDateTime earliest; ///< Openings are asked for from this moment on.
    std::optional<Opening> chosen;
    std::optional<HoldId> hold;            ///< On what is chosen; runs on meanwhile.
    std::chrono::milliseconds holdEnds{};  ///< Uptime, as `Clock` counts it.
    std::optional<KeyedBooking> sent = {}; ///< It may be booked already: no answer has said so yet.

    friend bool operator==(const UnfinishedBooking&, const UnfinishedBooking&) = default;
};

/// What a lock finds unfinished, for the same person to go on with.
struct ParkedWork {
    QList<UnfinishedBooking> parked = {};
    std::optional<UnfinishedBooking> open = {}; ///< The one in the panel.

    [[nodiscard]] int count() const { return int(parked.size()) + (open ? 1 : 0); }
    friend bool operator==(const ParkedWork&, const ParkedWork&) = default;
};

} // namespace custos
