#include "server/api/conflicts.h"

#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/session_work.h"
#include "server/db/queries.h"

#include <algorithm>
#include <map>

namespace custos::api {

namespace {

using ledger::Uuid;

constexpr std::chrono::days lookAhead{14};
constexpr std::size_t candidates = 64; ///< More than 31 losers of one race can be sent to
constexpr std::size_t offered = 4;

TimeSpan spanOf(const db::Row& row) {
    return {row.get<ledger::UtcTime>("starts"), row.get<ledger::UtcTime>("ends")};
}

/// Rows of `hours` (provider, starts, ends) and `busy` (the same; provider null: in the way of all).
std::vector<Column> columnsOf(const db::Rows& hours, const db::Rows& busy) {
    std::map<Uuid, Column> columns;
    for (const auto row : hours) {
        const auto provider = row.get<Uuid>("provider");
        auto& column = columns.try_emplace(provider, Column{.provider = provider, .hours = {}, .busy = {}})
                           .first->second;
        column.hours.push_back(spanOf(row));
    }
    for (const auto row : busy) {
        const auto provider = row.get<std::optional<Uuid>>("provider");
        for (auto& [id, column] : columns)
            if (!provider || *provider == id)
                column.busy.push_back(spanOf(row));
    }
    std::vector<Column> list;
    for (auto& [id, column] : columns)
        list.push_back(std::move(column));
    return list;
}

/// The tickets of one question, queued in a transaction.
struct Asked {
    db::Transaction::Ticket hours;
    db::Transaction::Ticket busy;
};

Asked ask(SessionWork& work, const OpeningsQuestion& question) {
    const auto until = question.from + lookAhead;
    return {.hours = work.run(db::queries::schedule_working_times, question.provider, question.from, until),
            .busy =
                work.run(db::queries::schedule_busy, question.provider, question.room, question.from, until)};
}

std::vector<FreeTime> answerOf(SessionWork& work, const Asked& asked, const OpeningsQuestion& question) {
    const auto hours = work.take(asked.hours);
    const auto busy = work.take(asked.busy);
    return freeTimes(columnsOf(hours, busy), question.length, question.from, candidates);
}

void nameObstacle(const ScheduleParts& parts, const SessionWork& work, const db::Rows& rows,
                  Refused& refused) {
    if (rows.empty())
        return;
    const auto row = rows.front();
    Obstacle obstacle{.start = row.get<ledger::UtcTime>("starts"), .end = row.get<ledger::UtcTime>("ends")};
    if (!row.isNull("patient")) {
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
    if (auto done = work->commit(); !done)
        return done.error();
    Refused refused{.problem = {.kind = kind}, .entry = work->draft()};
    refused.entry->outcome = ledger::Outcome::Failed;
    nameObstacle(parts, *work, work->take(obstacle), refused);
    for (const auto& opening : parts.offers.choose(answerOf(*work, asked, question), offered))
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
    return answerOf(*work, asked, question);
}

} // namespace custos::api
