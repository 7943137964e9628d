#include "server/api/conflicts.h"

#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/session_work.h"
#include "server/db/queries.h"

#include <algorithm>

namespace custos::api {

namespace {

using ledger::Uuid;

constexpr std::int64_t candidates = 64; ///< Enough to send 31 losers of one race to different ones
constexpr std::size_t offered = 4;
constexpr std::chrono::hours longestVisit{12};

db::Transaction::Ticket ask(SessionWork& work, const OpeningsQuestion& question) {
    return work.run(db::queries::schedule_openings, question.provider, question.length.count(), question.from,
                    candidates, question.room);
}

std::vector<FreeTime> freeTimesIn(const db::Rows& rows) {
    std::vector<FreeTime> free;
    for (const auto row : rows)
        free.push_back({.provider = row.get<Uuid>("provider"),
                        .span = {row.get<ledger::UtcTime>("starts"), row.get<ledger::UtcTime>("ends")}});
    return free;
}

void nameObstacle(const ScheduleParts& parts, const SessionWork& work, const db::Rows& rows,
                  Refused& refused) {
    if (rows.empty())
        return;
    const auto row = rows.front();
    Obstacle obstacle{.start = row.get<ledger::UtcTime>("starts"), .end = row.get<ledger::UtcTime>("ends")};
    if (!row.isNull("patient_key")) {
        const auto keys = openKeys(parts.keyring, work.caller().tenant);
        if (keys) {
            const PatientFields patient(**keys, row);
            obstacle.patient = patient.patient();
            obstacle.patientName = patient.displayName();
            refused.entry->patients = {patient.patient()};
            refused.entry->fieldsShown = {"patient.name", "appointment.time"};
        }
    }
    refused.problem.obstacle = std::move(obstacle);
}

} // namespace

Result<void, Refused> checkSpan(const TimeSpan& span) {
    if (span.end <= span.start || span.end - span.start > longestVisit)
        return unexpected(Refused{.problem = {.kind = ProblemKind::NotAcceptable, .pointer = "/end"}});
    return {};
}

std::optional<ProblemKind> conflictIn(const db::DbError& error) {
    if (error.kind != db::ErrorKind::Conflict && error.kind != db::ErrorKind::ConstraintViolation)
        return std::nullopt;
    switch (error.constraint) {
    case db::Constraint::ProviderTaken:
    case db::Constraint::SlotHeld:
    case db::Constraint::OverbookingBound:
        return ProblemKind::TimeTaken;
    case db::Constraint::RoomTaken:
        return ProblemKind::RoomTaken;
    default:
        return std::nullopt;
    }
}

Refused explainConflict(const ScheduleParts& parts, const Call& call, ProblemKind kind,
                        const WantedTime& wanted) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return work.error();
    const OpeningsQuestion question{
        .provider = wanted.provider,
        .room = wanted.room,
        .from = std::max(wanted.span.start, parts.clock.now()),
        .length = std::chrono::ceil<std::chrono::minutes>(wanted.span.end - wanted.span.start)};
    const auto obstacle = work->run(db::queries::schedule_obstacle, wanted.provider, wanted.room,
                                    wanted.span.start, wanted.span.end, wanted.moving);
    const auto asked = ask(*work, question);
    work->countDays({}, {}, wanted.span.start); // who is in the way shows as much as a look at that day
    if (auto done = work->commit(); !done)
        return done.error();
    Refused refused{.problem = {.kind = kind}, .entry = work->draft()};
    refused.entry->outcome = ledger::Outcome::Failed;
    nameObstacle(parts, *work, work->take(obstacle), refused);
    for (const auto& opening : parts.offers.choose(freeTimesIn(work->take(asked)), offered))
        refused.problem.openings.push_back({.provider = opening.provider,
                                            .room = wanted.room,
                                            .start = opening.span.start,
                                            .end = opening.span.end});
    return refused;
}

Result<std::vector<FreeTime>, Refused> askFreeTimes(const ScheduleParts& parts, const Call& call,
                                                    const OpeningsQuestion& question) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto asked = ask(*work, question);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    return freeTimesIn(work->take(asked));
}

} // namespace custos::api
