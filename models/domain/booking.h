#pragma once

#include "models/domain/schedule.h"

namespace custos {

/// A visit to be booked. PHI.
struct BookingRequest {
    PatientId patient;
    ProviderId provider;
    std::optional<RoomId> room;
    TimeSpan time;
    std::optional<VisitTypeId> visitType;
    QString reason;
    std::optional<HoldId> hold;
    QString overbookReason; ///< Empty: do not overbook.

    friend bool operator==(const BookingRequest&, const BookingRequest&) = default;
};

/// A request as it goes out. The server books it once, however often it is sent, and refuses another request
/// under the same key: the two belong together.
struct KeyedBooking {
    BookingRequest request;
    IdempotencyKey key;

    friend bool operator==(const KeyedBooking&, const KeyedBooking&) = default;
};

} // namespace custos
