#pragma once

#include "ledger/bytes.h"
#include "ledger/utc_time.h"
#include "ledger/uuid.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::http {
struct Response;
} // namespace custos::http

namespace custos::api {

/// Every way in which a request can end without what was asked for. One row each in problem.cpp: status,
/// stable code, title.
enum class ProblemKind {
    // the door
    MalformedRequest,
    MalformedBody,
    InvalidBody,
    InvalidParameter,
    BodyTooLarge,
    HeadersTooLarge,
    UnsupportedEncoding,
    UnsupportedMediaType,
    NoSuchPath,
    MethodNotAllowed,
    TooManyRequests,
    PreconditionRequired,
    // who asks
    NotSignedIn,
    WrongCredentials,
    StepUpRequired,
    Locked,
    Forbidden,
    // what was asked
    NotFound,
    TimeTaken,
    RoomTaken,
    Outdated,
    KeyReused,
    NotAcceptable,
    BackwardStatus,
    OverbookingNotAllowed,
    OpeningBlocked,
    OpeningBlockedForOwner,
    // ourselves
    AuditUnavailable,
    DatabaseUnavailable,
    Busy,
    Internal
};

struct OfferedOpening {
    ledger::Uuid provider;
    std::optional<ledger::Uuid> room;
    ledger::UtcTime start;
    ledger::UtcTime end;
};

/// What is in the way of a booking. `patient` only for those who may see the visit, and audited then.
struct Obstacle {
    ledger::UtcTime start;
    ledger::UtcTime end;
    std::optional<ledger::Uuid> patient = {};
    std::string patientName = {};
};

/// RFC 9457. Holds no PHI save `obstacle.patientName`.
struct Problem {
    ProblemKind kind = ProblemKind::Internal;
    std::string pointer = {}; ///< RFC 6901 into the body; or `header/...`, `query/...` for the rest
    std::string reason = {};  ///< A code: why it is not acceptable
    std::optional<int> attemptsLeft = {};
    std::optional<ledger::UtcTime> lockedUntil = {};
    std::optional<int> retryAfterSeconds = {};
    std::optional<int> version = {}; ///< what the record has now, with Outdated
    std::vector<OfferedOpening> openings = {};
    std::optional<Obstacle> obstacle = {};
    std::optional<ledger::Hash> receipt = {}; ///< of this refusal's own audit entry
};

[[nodiscard]] int statusOf(ProblemKind kind);

/// The answer, `application/problem+json`; `id` is what people quote and what stands in the log.
[[nodiscard]] http::Response toResponse(const Problem& problem, const ledger::Uuid& id);

} // namespace custos::api
