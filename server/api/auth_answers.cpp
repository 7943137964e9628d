#include "server/api/auth_answers.h"

#include "server/api/wire.h"

namespace custos::api {

namespace {

ProblemKind kindOf(auth::Denial denial) {
    switch (denial) {
    case auth::Denial::WrongCredentials:
        return ProblemKind::WrongCredentials;
    case auth::Denial::NotSignedIn:
        return ProblemKind::NotSignedIn;
    case auth::Denial::StepUpRequired:
        return ProblemKind::StepUpRequired;
    case auth::Denial::Forbidden:
        return ProblemKind::Forbidden;
    case auth::Denial::Locked:
        return ProblemKind::Locked;
    case auth::Denial::Throttled:
        return ProblemKind::TooManyRequests;
    case auth::Denial::NotFound:
        return ProblemKind::NotFound;
    case auth::Denial::NotAcceptable:
        return ProblemKind::NotAcceptable;
    case auth::Denial::Unavailable:
        break;
    }
    return ProblemKind::AuditUnavailable;
}

} // namespace

Refused toRefused(const auth::Refusal& refusal) {
    Problem problem{.kind = kindOf(refusal.denial), .pointer = refusal.pointer};
    problem.attemptsLeft = refusal.attemptsLeft;
    problem.lockedUntil = refusal.lockedUntil;
    if (refusal.retryAfter)
        problem.retryAfterSeconds = static_cast<int>(refusal.retryAfter->count());
    problem.reason = refusal.reason;
    problem.receipt = refusal.receipt;
    return {.problem = std::move(problem)};
}

nlohmann::json toJson(const auth::UserInfo& user) {
    return {{"id", ledger::toText(user.id)},    {"username", user.username},
            {"display_name", user.displayName}, {"roles", user.roles},
            {"permissions", user.permissions},  {"provider_id", textOrNull(user.providerId)}};
}

nlohmann::json toJson(const auth::PracticeInfo& practice) {
    return {{"id", ledger::toText(practice.id)},
            {"code", practice.code},
            {"name", practice.name},
            {"time_zone", practice.timeZone},
            {"idle_lock_seconds", practice.idleLockSeconds}};
}

} // namespace custos::api
