#include "server/api/session_work.h"

#include "server/api/door.h"
#include "server/db/queries.h"

#include <algorithm>
#include <utility>

namespace custos::api {

namespace {

ProblemKind kindOf(db::ErrorKind kind) {
    switch (kind) {
    case db::ErrorKind::NoSession:
        return ProblemKind::NotSignedIn;
    case db::ErrorKind::Forbidden:
    case db::ErrorKind::Permission:
        return ProblemKind::Forbidden;
    case db::ErrorKind::NotFound:
        return ProblemKind::NotFound;
    case db::ErrorKind::Throttled:
        return ProblemKind::TooManyRequests;
    case db::ErrorKind::StepUp:
        return ProblemKind::StepUpRequired;
    case db::ErrorKind::KeyReplaced:
    case db::ErrorKind::Retry:
        return ProblemKind::Busy;
    case db::ErrorKind::Timeout:
    case db::ErrorKind::Unavailable:
    case db::ErrorKind::PoolEmpty:
    case db::ErrorKind::Insecure:
        return ProblemKind::DatabaseUnavailable;
    case db::ErrorKind::Conflict:
    case db::ErrorKind::ConstraintViolation:
    case db::ErrorKind::Other:
        break;
    }
    return ProblemKind::Internal;
}

/// What the database said is left, counted from before it was asked: never longer than by its clock.
std::vector<audit::StandingGlass> glassesIn(const db::Row& row, std::chrono::steady_clock::time_point asked) {
    using Ids = std::vector<ledger::Uuid>;
    const auto ids = row.get<std::optional<Ids>>("glasses").value_or(Ids());
    const auto patients = row.get<std::optional<Ids>>("glass_patients").value_or(Ids());
    const auto left = row.get<std::optional<std::vector<std::int64_t>>>("glass_milliseconds");
    std::vector<audit::StandingGlass> glasses;
    for (std::size_t at = 0; at < ids.size(); ++at)
        glasses.push_back({ids[at], patients.at(at), asked + std::chrono::milliseconds(left->at(at))});
    return glasses;
}

std::optional<audit::BorrowedName> borrowedIn(const db::Row& row,
                                              std::chrono::steady_clock::time_point asked) {
    const auto impersonation = row.get<std::optional<ledger::Uuid>>("impersonation");
    if (!impersonation)
        return std::nullopt;
    return audit::BorrowedName{
        .impersonation = *impersonation,
        .impersonator = row.get<ledger::Uuid>("impersonator"),
        .ends = asked + std::chrono::milliseconds(row.get<std::int64_t>("impersonation_milliseconds"))};
}

} // namespace

bool Caller::may(std::string_view permission) const {
    return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
}

Result<SessionWork, Refused> SessionWork::begin(db::Pool& pool, const Call& call) {
    auto lease = pool.acquire();
    if (!lease)
        return unexpected(toRefused(lease.error()));
    return SessionWork(std::move(*lease), call);
}

SessionWork::SessionWork(db::Pool::Lease lease, const Call& call)
    : lease_(std::move(lease))
    , transaction_(lease_->begin())
    , call_(&call)
    , entered_(call.serviceKey ? transaction_.enterKey(call.token) : transaction_.enter(call.token)) {}

Result<void, Refused> SessionWork::flush() {
    if (const auto done = transaction_.flush(); !done)
        return unexpected(toRefused(done.error()));
    if (auto known = learnCaller(); !known)
        return known;
    const auto over = judge();
    if (!over)
        return {};
    // The block itself has to stand; nothing else was done yet.
    if (const auto done = transaction_.commit(); !done)
        return unexpected(toRefused(done.error()));
    return unexpected(refusalOf(*over));
}

/// What waits for a lock until the time is over is not committed. Reads are looked at when they leave.
void SessionWork::demandStanding() {
    if (caller_.borrowed)
        run(db::queries::impersonation_unexpired);
    if (!changed_.empty())
        run(db::queries::patients_still_in_sight, changed_);
}

Result<void, Refused> SessionWork::commit() {
    demandStanding();
    if (const auto done = transaction_.commit(); !done)
        return unexpected(toRefused(done.error()));
    if (auto known = learnCaller(); !known)
        return known;
    if (const auto over = judge())
        return unexpected(refusalOf(*over));
    tellThatBlockIsNear();
    return {};
}

void SessionWork::count(db::Transaction::Ticket ticket) {
    counts_.push_back(ticket);
    counted_ = true;
}

void SessionWork::countOpened(const std::vector<ledger::Uuid>& patients) {
    count(run(db::queries::opened_patients_count, patients, true));
}

void SessionWork::countListed(const std::vector<ledger::Uuid>& patients) {
    count(run(db::queries::opened_patients_count, patients, false));
}

void SessionWork::countOpenedBy(const ledger::Uuid& visit) {
    count(run(db::queries::opened_patient_of_visit, visit));
}

void SessionWork::countDays(std::optional<std::chrono::sys_days> from,
                            std::optional<std::chrono::sys_days> to, ledger::UtcTime now) {
    count(run(db::queries::opened_days_count, from, to, now));
}

void SessionWork::changesFor(const std::vector<ledger::Uuid>& patients) {
    if (caller_.may("break_glass.open"))
        changed_ = patients;
}

std::optional<ProblemKind> SessionWork::judge() {
    for (const auto ticket : std::exchange(counts_, {})) {
        const auto rows = transaction_.take(ticket);
        const auto verdict = rows.front().get<std::string>("verdict");
        if (verdict == "owner_block")
            return ProblemKind::OpeningBlockedForOwner;
        if (verdict != "fine" && verdict != "warning")
            return ProblemKind::OpeningBlocked;
        blockIsNear_ = blockIsNear_ || verdict == "warning";
    }
    return std::nullopt;
}

/// Only once it is committed: what was rolled back was not counted either.
void SessionWork::tellThatBlockIsNear() {
    call_->openingBlockNear = call_->openingBlockNear || blockIsNear_;
}

Refused SessionWork::refusalOf(ProblemKind kind) const {
    auto entry = draft();
    entry.outcome = ledger::Outcome::Denied;
    entry.details = {{"opening", "blocked"}};
    return {.problem = {.kind = kind}, .entry = std::move(entry)};
}

Result<void, db::DbError> SessionWork::tryFlush() {
    return transaction_.flush();
}

Result<void, db::DbError> SessionWork::tryCommit() {
    demandStanding();
    auto done = transaction_.commit();
    if (done)
        tellThatBlockIsNear();
    return done;
}

Result<void, Refused> SessionWork::learnCaller() {
    if (known_)
        return {};
    const auto rows = transaction_.take(entered_);
    const auto row = rows.front();
    caller_.tenant = row.get<ledger::Uuid>("tenant");
    caller_.account = row.get<ledger::Uuid>("account");
    caller_.session = row.get<ledger::Uuid>("session");
    caller_.provider = row.get<std::optional<ledger::Uuid>>("provider");
    caller_.roles = row.get<std::vector<std::string>>("roles");
    caller_.permissions = row.get<std::vector<std::string>>("permissions");
    caller_.glasses = glassesIn(row, began_);
    caller_.borrowed = borrowedIn(row, began_);
    known_ = true;
    const auto& needed = call_->endpoint->permission;
    if (needed.empty() || caller_.may(needed))
        return {};
    auto denied = draft();
    denied.outcome = ledger::Outcome::Denied;
    return unexpected(Refused{.problem = {.kind = ProblemKind::Forbidden}, .entry = std::move(denied)});
}

audit::Draft SessionWork::draft() const {
    const auto action = ledger::actionFromName(call_->endpoint->auditAction);
    return draft(action.value_or(ledger::Action::ScheduleRead));
}

audit::Draft SessionWork::draft(ledger::Action action) const {
    audit::Draft draft;
    draft.tenant = caller_.tenant;
    draft.actor = caller_.person();
    if (caller_.borrowed)
        draft.actingAs = caller_.account;
    draft.borrowed = caller_.borrowed;
    draft.session = caller_.session;
    draft.roles = caller_.roles;
    draft.source = call_->address;
    draft.action = action;
    draft.glasses = caller_.glasses;
    return draft;
}

Refused toRefused(const db::DbError& error) {
    Refused refused{.problem = {.kind = kindOf(error.kind)},
                    .keyReplaced = error.kind == db::ErrorKind::KeyReplaced};
    if (error.kind == db::ErrorKind::Throttled)
        refused.problem.retryAfterSeconds = 1;
    return refused;
}

} // namespace custos::api
