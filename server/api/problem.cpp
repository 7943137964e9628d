#include "server/api/problem.h"

#include "server/api/wire.h"
#include "server/http/message.h"

#include <array>
#include <nlohmann/json.hpp>

namespace custos::api {

namespace {

struct Row {
    ProblemKind kind;
    int status;
    std::string_view code;
    std::string_view title;
};

// Codes are stable: clients branch on them. Titles are for people who read raw answers.
constexpr std::array rows{
    Row{ProblemKind::MalformedRequest, 400, "malformed_request", "The request was not understood"},
    Row{ProblemKind::MalformedBody, 400, "malformed_body", "The body is not JSON of bounded depth"},
    Row{ProblemKind::InvalidBody, 400, "invalid_body", "The body is not what this call takes"},
    Row{ProblemKind::InvalidParameter, 400, "invalid_parameter", "A parameter is not what this call takes"},
    Row{ProblemKind::BodyTooLarge, 413, "body_too_large", "The body is too large"},
    Row{ProblemKind::HeadersTooLarge, 431, "headers_too_large", "The headers are too large"},
    Row{ProblemKind::UnsupportedEncoding, 415, "unsupported_encoding", "Compressed bodies are not taken"},
    Row{ProblemKind::UnsupportedMediaType, 415, "unsupported_media_type", "Bodies are application/json"},
    Row{ProblemKind::NoSuchPath, 404, "no_such_path", "There is no such call"},
    Row{ProblemKind::MethodNotAllowed, 405, "method_not_allowed", "This call has other methods"},
    Row{ProblemKind::TooManyRequests, 429, "too_many_requests", "Too many requests"},
    Row{ProblemKind::PreconditionRequired, 428, "precondition_required", "If-Match is missing"},
    Row{ProblemKind::NotSignedIn, 401, "not_signed_in", "There is no live session"},
    Row{ProblemKind::WrongCredentials, 401, "wrong_credentials", "That was not right"},
    Row{ProblemKind::StepUpRequired, 401, "step_up_required", "This needs a fresh factor"},
    Row{ProblemKind::Locked, 423, "locked", "Locked for a while"},
    Row{ProblemKind::Forbidden, 403, "forbidden", "This person may not"},
    Row{ProblemKind::NotFound, 404, "not_found", "There is no such record"},
    Row{ProblemKind::TimeTaken, 409, "time_taken", "The time is taken"},
    Row{ProblemKind::RoomTaken, 409, "room_taken", "The room is taken"},
    Row{ProblemKind::Outdated, 412, "outdated", "Somebody was faster"},
    Row{ProblemKind::KeyReused, 422, "key_reused", "The idempotency key belongs to another request"},
    Row{ProblemKind::NotAcceptable, 422, "not_acceptable", "Understood, but not acceptable"},
    Row{ProblemKind::BackwardStatus, 422, "backward_status", "The visit is past that"},
    Row{ProblemKind::OverbookingNotAllowed, 403, "overbooking_not_allowed", "This person may not overbook"},
    Row{ProblemKind::OpeningBlocked, 403, "opening_blocked",
        "Too much was opened; a fresh factor lifts this"},
    Row{ProblemKind::OpeningBlockedForOwner, 403, "opening_blocked_owner",
        "Too much was opened again; the owner lifts this"},
    Row{ProblemKind::AuditUnavailable, 503, "audit_unavailable", "Access can't be logged right now"},
    Row{ProblemKind::DatabaseUnavailable, 503, "database_unavailable", "The database is away"},
    Row{ProblemKind::Busy, 503, "busy", "The server is busy"},
    Row{ProblemKind::Internal, 500, "internal", "Something went wrong on the server"},
};

constexpr bool everyKindHasItsRow() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].kind) != i)
            return false;
    return rows.size() == static_cast<std::size_t>(ProblemKind::Internal) + 1;
}
static_assert(everyKindHasItsRow());

const Row& rowOf(ProblemKind kind) {
    return rows[static_cast<std::size_t>(kind)];
}

nlohmann::json toJson(const OfferedOpening& opening) {
    return {{"provider_id", ledger::toText(opening.provider)},
            {"room_id", textOrNull(opening.room)},
            {"start", ledger::toRfc3339(opening.start)},
            {"end", ledger::toRfc3339(opening.end)}};
}

nlohmann::json toJson(const Obstacle& obstacle) {
    nlohmann::json json{{"start", ledger::toRfc3339(obstacle.start)},
                        {"end", ledger::toRfc3339(obstacle.end)}};
    if (obstacle.patient)
        json["patient"] = {{"id", ledger::toText(*obstacle.patient)}, {"display_name", obstacle.patientName}};
    return json;
}

nlohmann::json bodyOf(const Problem& problem, const ledger::Uuid& id) {
    const auto& row = rowOf(problem.kind);
    nlohmann::json body{{"type", "about:blank"},
                        {"title", row.title},
                        {"status", row.status},
                        {"code", row.code},
                        {"id", ledger::toText(id)}};
    if (!problem.pointer.empty())
        body["pointer"] = problem.pointer;
    if (!problem.reason.empty())
        body["reason"] = problem.reason;
    if (problem.attemptsLeft)
        body["attempts_left"] = *problem.attemptsLeft;
    if (problem.lockedUntil)
        body["locked_until"] = ledger::toRfc3339(*problem.lockedUntil);
    if (problem.retryAfterSeconds)
        body["retry_after"] = *problem.retryAfterSeconds;
    if (problem.version)
        body["version"] = *problem.version;
    for (const auto& opening : problem.openings)
        body["openings"].push_back(toJson(opening));
    if (problem.obstacle)
        body["conflict"] = toJson(*problem.obstacle);
    return body;
}

// RFC 6750 section 3; RFC 9470 section 3 for what a live session is not fresh enough for.
std::string challengeFor(ProblemKind kind) {
    if (kind != ProblemKind::StepUpRequired)
        return "Bearer";
    return R"(Bearer error="insufficient_user_authentication", error_description="A fresh factor is needed", )"
           R"(max_age="300")";
}

} // namespace

int statusOf(ProblemKind kind) {
    return rowOf(kind).status;
}

http::Response toResponse(const Problem& problem, const ledger::Uuid& id) {
    http::Response response{.status = statusOf(problem.kind), .contentType = "application/problem+json"};
    response.body = bodyOf(problem, id).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (problem.retryAfterSeconds)
        response.headers.emplace_back("Retry-After", std::to_string(*problem.retryAfterSeconds));
    if (response.status == 401)
        response.headers.emplace_back("WWW-Authenticate", challengeFor(problem.kind));
    if (problem.receipt)
        response.headers.emplace_back("Audit-Receipt", ledger::toBase64(*problem.receipt));
    return response;
}

} // namespace custos::api
