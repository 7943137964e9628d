#include "server/api/schedule.h"

#include "server/api/change_work.h"
#include "server/api/conflicts.h"
#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/visit_change.h"
#include "server/api/wire.h"
#include "server/db/queries.h"
#include "server/phi/patient_record.h"

namespace custos::api {

namespace {

using ledger::Uuid;

constexpr int attemptLimit = 3;

/// How one try ended. A conflict is explained, and a race for one idempotency key tried again, only after the
/// try's own connection is back in the pool.
struct Attempt {
    Attempt(Outcome theOutcome) // NOLINT(google-explicit-constructor): most tries end with an outcome
        : outcome(std::move(theOutcome)) {}
    Attempt(unexpected<Refused> refused) // NOLINT(google-explicit-constructor)
        : outcome(std::move(refused)) {}

    Outcome outcome;
    std::optional<ProblemKind> conflict = {};
    WantedTime wanted = {};
    bool again = false;
};

template<class Try>
Outcome untilSettled(const ScheduleParts& parts, const Call& call, Try tryOnce) {
    for (int i = 0; i < attemptLimit; ++i) {
        Attempt attempt = tryOnce(parts, call);
        if (attempt.conflict)
            return unexpected(explainConflict(parts, call, *attempt.conflict, attempt.wanted));
        if (!attempt.again)
            return std::move(attempt.outcome);
    }
    return refuse(ProblemKind::Busy);
}

/// What writing a visit takes, of who writes it.
struct Clearance {
    std::shared_ptr<const phi::TenantKeys> keys;
    bool overbook; ///< Another lane may be taken beside what is there.
};

Result<Clearance, Refused> clear(const ScheduleParts& parts, const Call& call, const Caller& caller) {
    const bool overbook = call.body.contains("overbook_reason");
    if (overbook && !caller.may("schedule.overbook"))
        return refuse(ProblemKind::OverbookingNotAllowed);
    auto keys = openKeys(parts.keyring, caller.tenant);
    if (!keys)
        return unexpected(keys.error());
    return Clearance{std::move(*keys), overbook};
}

/// What a request with this key did before, as the caller may see it now. A read, recorded as one.
Outcome repeatVisit(const ScheduleParts& parts, ChangeWork& work, int status) {
    const auto ticket = work.run(db::queries::visit_by_id, *work.done());
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    const auto rows = work.take(ticket);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    const auto keys = openKeys(parts.keyring, work.caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    auto answer = visitAnswer(**keys, rows.front(), status);
    answer.entry = work.draft(ledger::Action::AppointmentRead);
    answer.entry->patients = {rows.front().get<Uuid>("patient")};
    answer.counted = true; // with the request
    return answer;
}

Attempt failedCommit(const db::DbError& error, const WantedTime& wanted) {
    Attempt attempt = unexpected(toRefused(error));
    attempt.conflict = conflictIn(error);
    attempt.wanted = wanted;
    attempt.again = error.constraint == db::Constraint::IdempotencyKey || error.kind == db::ErrorKind::Retry;
    return attempt;
}

/// Somebody else holds the time.
Attempt taken(const WantedTime& wanted) {
    Attempt attempt = refuse(ProblemKind::TimeTaken);
    attempt.conflict = ProblemKind::TimeTaken;
    attempt.wanted = wanted;
    return attempt;
}

audit::Draft entryOf(audit::Draft entry, const Call& call, const PatientFields& patient, const Uuid& visit) {
    entry.patients = {patient.patient()};
    entry.details = {{"appointment", ledger::toText(visit)}};
    entry.reasonWords = textIn(call.body, "overbook_reason");
    return entry;
}

/// Records a written visit, commits it, and answers with what now stands there.
Attempt finish(ChangeWork& work, const phi::TenantKeys& keys, const Uuid& visit, const audit::Draft& entry,
               const WantedTime& wanted, int status) {
    const auto receipt = work.record(entry, visit);
    if (!receipt)
        return unexpected(receipt.error());
    const auto ticket = work.run(db::queries::visit_by_id, visit);
    if (const auto done = work.tryCommit(); !done)
        return failedCommit(done.error(), wanted);
    const auto rows = work.take(ticket);
    if (rows.empty())
        return refuse(ProblemKind::Internal);
    auto answer = visitAnswer(keys, rows.front(), status);
    answer.receipt = *receipt;
    return Outcome(std::move(answer));
}

WantedTime wantedIn(const Call& call) {
    return {.provider = idIn(call.body, "provider_id"),
            .room = optionalIdIn(call.body, "room_id"),
            .span = {timeIn(call.body, "start"), timeIn(call.body, "end")},
            .moving = std::nullopt};
}

/// Locks, in the order that everybody keeps: providers first, then rooms.
void lock(ChangeWork& work, const WantedTime& wanted) {
    work.run(db::queries::booking_lock, std::vector<Uuid>{wanted.provider},
             wanted.room ? std::vector<Uuid>{*wanted.room} : std::vector<Uuid>{},
             std::vector<ledger::UtcTime>{wanted.span.start});
}

Attempt bookOnce(const ScheduleParts& parts, const Call& call) {
    const auto wanted = wantedIn(call);
    if (auto sound = checkSpan(wanted.span); !sound)
        return unexpected(sound.error());
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto who = work->run(db::queries::patient_by_id, idIn(call.body, "patient_id"));
    const auto column = work->run(db::queries::bookable_provider, wanted.provider);
    work->session().countOpened({idIn(call.body, "patient_id")});
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->done())
        return repeatVisit(parts, *work, 201);
    const auto rows = work->take(who);
    if (rows.empty() || work->take(column).empty())
        return refuse(ProblemKind::NotFound);
    const auto clearance = clear(parts, call, work->caller());
    if (!clearance)
        return unexpected(clearance.error());
    const PatientFields patient(*clearance->keys, rows.front());

    const auto id = ledger::randomUuid();
    lock(*work, wanted);
    const phi::VisitText text{.type = optionalIdIn(call.body, "visit_type_id"),
                              .reason = textIn(call.body, "reason"),
                              .overbookReason = textIn(call.body, "overbook_reason")};
    const auto inserted = work->run(
        db::queries::visit_insert, id, patient.patient(), wanted.provider, wanted.room, wanted.span.start,
        wanted.span.end, patient.cipher().seal(phi::Field::AppointmentReason, id, phi::encode(text)),
        phi::sealOrNull(patient.cipher(), phi::Field::AppointmentNotes, id, textIn(call.body, "note")),
        clearance->overbook);
    if (const auto hold = optionalIdIn(call.body, "hold_id"))
        work->run(db::queries::hold_release, *hold);
    if (const auto sent = work->tryFlush(); !sent)
        return failedCommit(sent.error(), wanted);
    if (work->take(inserted).affected() == 0)
        return taken(wanted);
    return finish(*work, *clearance->keys, id, entryOf(work->draft(), call, patient, id), wanted, 201);
}

ledger::Action actionOf(const VisitBefore& before, const VisitAfter& after) {
    if (before.span.start != after.span.start || before.provider != after.provider ||
        before.room != after.room)
        return ledger::Action::AppointmentMove;
    if (before.span.end != after.span.end)
        return ledger::Action::AppointmentResize;
    if (before.status != after.status)
        return ledger::Action::AppointmentStatus;
    return ledger::Action::AppointmentChange;
}

/// A new text sealed, the old ciphertext, or null for one that was emptied.
std::optional<ledger::Bytes> textAfter(const Call& call, const char* member, const PatientFields& patient,
                                       phi::Field field, const db::Row& row, const char* column) {
    if (const auto text = optionalTextIn(call.body, member))
        return phi::sealOrNull(patient.cipher(), field, *call.id, *text);
    return row.get<std::optional<ledger::Bytes>>(column);
}

ledger::Bytes visitTextAfter(const Call& call, const PatientFields& patient) {
    auto text = visitTextOf(patient, *call.id);
    text.reason = optionalTextIn(call.body, "reason").value_or(text.reason);
    text.overbookReason = optionalTextIn(call.body, "overbook_reason").value_or(text.overbookReason);
    return patient.cipher().seal(phi::Field::AppointmentReason, *call.id, phi::encode(text));
}

/// Both places' locks, sorted together, so that two crossing moves never wait for each other.
void lockMove(ChangeWork& work, const VisitBefore& before, const VisitAfter& after) {
    std::vector<Uuid> rooms;
    for (const auto& room : {before.room, after.room})
        if (room)
            rooms.push_back(*room);
    work.run(db::queries::booking_lock, std::vector<Uuid>{before.provider, after.provider}, rooms,
             std::vector<ledger::UtcTime>{before.span.start, after.span.start});
}

/// Why an update changed nothing: somebody was faster, or holds the time, or the column is not there.
Attempt untouched(const db::Rows& now, const VisitBefore& before, const WantedTime& wanted) {
    if (now.empty())
        return refuse(ProblemKind::NotFound);
    const auto version = visitBefore(now.front()).version;
    if (version == before.version)
        return taken(wanted);
    return unexpected(Refused{.problem = {.kind = ProblemKind::Outdated, .version = version}});
}

Attempt changeOnce(const ScheduleParts& parts, const Call& call) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto found = work->run(db::queries::visit_by_id, *call.id);
    const auto column = work->run(db::queries::bookable_provider, optionalIdIn(call.body, "provider_id"));
    work->session().countOpenedBy(*call.id);
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->done())
        return repeatVisit(parts, *work, 200);
    const auto rows = work->take(found);
    if (rows.empty() || rows.front().isNull("patient_key"))
        return refuse(ProblemKind::NotFound);
    const auto row = rows.front();
    if (row.get<bool>("imported"))
        return refuse(ProblemKind::NotAcceptable);
    const auto before = visitBefore(row);
    if (before.version != *call.version)
        return unexpected(Refused{.problem = {.kind = ProblemKind::Outdated, .version = before.version}});
    const auto after = visitAfter(before, call.body, parts.clock.now());
    if (!after)
        return refuse(after.error());
    if (after->provider != before.provider && work->take(column).empty())
        return refuse(ProblemKind::NotFound);
    if (auto sound = checkSpan(after->span); !sound)
        return unexpected(sound.error());
    const auto clearance = clear(parts, call, work->caller());
    if (!clearance)
        return unexpected(clearance.error());
    const PatientFields patient(*clearance->keys, row);

    lockMove(*work, before, *after);
    const WantedTime wanted{
        .provider = after->provider, .room = after->room, .span = after->span, .moving = *call.id};
    const auto updated = work->run(
        db::queries::visit_update, *call.id, before.version, after->provider, after->room, after->span.start,
        after->span.end, after->status, after->arrivedAt, visitTextAfter(call, patient),
        textAfter(call, "note", patient, phi::Field::AppointmentNotes, row, "note"),
        textAfter(call, "cancellation_reason", patient, phi::Field::AppointmentCancellationReason, row,
                  "cancellation_reason"),
        clearance->overbook);
    const auto now = work->run(db::queries::visit_by_id, *call.id);
    if (const auto sent = work->tryFlush(); !sent)
        return failedCommit(sent.error(), wanted);
    if (work->take(updated).affected() == 0)
        return untouched(work->take(now), before, wanted);
    auto entry = entryOf(work->draft(actionOf(before, *after)), call, patient, *call.id);
    entry.details.push_back({"from", before.status});
    entry.details.push_back({"to", after->status});
    return finish(*work, *clearance->keys, *call.id, entry, wanted, 200);
}

} // namespace

void addBookingHandlers(HandlerTable& table, ScheduleParts parts) {
    table["bookAppointment"] = [parts](const Call& call) { return untilSettled(parts, call, &bookOnce); };
    table["changeAppointment"] = [parts](const Call& call) { return untilSettled(parts, call, &changeOnce); };
}

} // namespace custos::api
