#include "models/wire/problem_json.h"

#include "models/wire/schedule_json.h"

namespace custos::wire {
namespace {

using Kind = Problem::Kind;

struct Conflict {
    TimeSpan time;
    std::optional<PatientName> patient;
};

Kind kindOf(int status, const QString& code) {
    switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
    case 428:
        return Kind::Invalid;
    case 401:
        // The session is live; it is this act that may not be done now (RFC 9470). LiveSession shows the
        // factor before the one act that would be refused so.
        return code == QLatin1String("step_up_required") ? Kind::Forbidden : Kind::Unauthenticated;
    case 403:
        return Kind::Forbidden;
    case 404:
    case 405:
        return Kind::NotFound;
    case 409:
        return Kind::Conflict;
    case 412:
        return Kind::Outdated;
    case 423:
        return Kind::Locked;
    case 429:
        return Kind::Throttled;
    default:
        if (status < 500)
            return Kind::Invalid;
        return code == QLatin1String("audit_unavailable") ? Kind::AuditUnavailable : Kind::ServerFailed;
    }
}

Parsed<Conflict> conflict(const QJsonObject& json) {
    Reader in(json);
    const auto time = in.span();
    std::optional<PatientName> patient;
    if (in.has(QLatin1String("patient")))
        patient = in.object(QLatin1String("patient"), &patientName);
    if (!in.complete())
        return in.problem();
    return Conflict{*time, patient};
}

void readOptional(Reader& in, Problem& problem) {
    if (in.has(QLatin1String("attempts_left")))
        problem.attemptsLeft = int(in.integer(QLatin1String("attempts_left"), 0, 100));
    if (in.has(QLatin1String("locked_until")))
        problem.lockedUntil = in.instant(QLatin1String("locked_until"));
    if (in.has(QLatin1String("retry_after")))
        problem.retryAfterSeconds = int(in.integer(QLatin1String("retry_after"), 0, 86400));
    if (in.has(QLatin1String("pointer")))
        problem.pointer = in.text(QLatin1String("pointer"), 0, 200);
    if (in.has(QLatin1String("reason")))
        problem.reason = in.text(QLatin1String("reason"), 1, 64);
    if (in.has(QLatin1String("openings")))
        problem.openings = in.list(QLatin1String("openings"), &opening);
    if (in.has(QLatin1String("version")))
        (void)in.integer(QLatin1String("version"), 1, std::numeric_limits<int>::max());
    if (!in.has(QLatin1String("conflict")))
        return;
    if (const auto met = in.object(QLatin1String("conflict"), &conflict)) {
        problem.conflictTime = met->time;
        problem.conflictPatient = met->patient;
    }
}

} // namespace

Problem problem(int httpStatus, const QByteArray& body) {
    Problem byStatus{.kind = kindOf(httpStatus, {})};
    const auto json = parseBody(body);
    if (!json)
        return byStatus;
    Reader in(*json);
    Problem problem;
    (void)in.text(QLatin1String("type"), 1, 200);
    (void)in.text(QLatin1String("title"), 1, 200);
    const auto status = in.integer(QLatin1String("status"), 400, 599);
    problem.code = in.text(QLatin1String("code"), 1, 64);
    problem.reference = in.text(QLatin1String("id"), 36, 36);
    problem.kind = kindOf(httpStatus, problem.code);
    readOptional(in, problem);
    return in.complete() && status == httpStatus ? problem : byStatus;
}

} // namespace custos::wire
