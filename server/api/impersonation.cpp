#include "server/api/impersonation.h"

#include "server/api/change_work.h"
#include "server/api/door.h"
#include "server/api/patient_fields.h"
#include "server/api/reason.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

struct Target {
    Uuid practice;
    Uuid account;
};

json impersonationBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"practice", row.get<std::string>("practice")},
            {"display_name", row.get<std::string>("display_name")},
            {"opened", ledger::toRfc3339(row.get<ledger::UtcTime>("opened_at"))},
            {"until", ledger::toRfc3339(row.get<ledger::UtcTime>("until"))},
            {"seconds_left", row.get<std::int64_t>("seconds_left")}};
}

/// The same act as the practice's log has it: under both names.
audit::Draft inPractice(audit::Draft draft, const Target& target, const Uuid& impersonation) {
    draft.tenant = target.practice;
    draft.actingAs = target.account;
    draft.details.push_back({"impersonation", ledger::toText(impersonation)});
    return draft;
}

/// And the platform's: whom it was about.
audit::Draft atHome(audit::Draft draft, const Uuid& home, const Target& target, const Uuid& impersonation) {
    draft.tenant = home;
    draft.actingAs.reset();
    draft.borrowed.reset();
    draft.details = {{"practice", ledger::toText(target.practice)},
                     {"account", ledger::toText(target.account)},
                     {"impersonation", ledger::toText(impersonation)}};
    return draft;
}

/// Queues an entry for the log of the practice that the transaction is in at that point.
Result<ledger::Hash, Refused> append(SessionWork& work, const audit::EntryComposer& composer,
                                     const audit::Draft& draft) {
    auto entry = compose(composer, draft);
    if (!entry)
        return unexpected(entry.error());
    work.run(db::queries::audit_append, entry->bytes, ledger::ByteView(entry->mac));
    return entry->leaf;
}

Refused denied(const db::DbError& error, audit::Draft draft) {
    auto refused = toRefused(error);
    if (error.kind == db::ErrorKind::Forbidden || error.kind == db::ErrorKind::StepUp ||
        error.kind == db::ErrorKind::NotFound) {
        draft.outcome = ledger::Outcome::Denied;
        refused.entry = std::move(draft);
    }
    return refused;
}

/// Home's entry first, then the switch, then the practice's entry: one transaction.
Outcome start(SessionWork& work, const ImpersonationParts& parts, const Target& target,
              const std::string& reason) {
    const auto keys = openKeys(parts.keyring, target.practice);
    if (!keys)
        return unexpected(keys.error());
    const auto id = ledger::randomUuid();
    auto draft = work.draft();
    draft.reasonWords = reason;
    const auto home = atHome(draft, draft.tenant, target, id);
    const auto receipt = append(work, parts.composer, home);
    if (!receipt)
        return unexpected(receipt.error());
    work.run(db::queries::impersonation_start, id, target.practice, target.account,
             (*keys)->sealSecret(phi::Field::ImpersonationReason, id, ledger::asBytes(reason)));
    if (const auto there = append(work, parts.composer, inPractice(draft, target, id)); !there)
        return unexpected(there.error());
    const auto standing = work.run(db::queries::impersonation_standing);
    if (const auto done = work.tryCommit(); !done)
        return unexpected(denied(done.error(), home));
    const auto rows = work.take(standing);
    return Answer{.body = impersonationBody(rows.front()), .receipt = *receipt};
}

Outcome startImpersonation(const ImpersonationParts& parts, const Call& call) {
    const auto reason = textIn(call.body, "reason");
    const auto practice = textIn(call.body, "practice");
    const auto username = textIn(call.body, "username");
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (const auto fault = faultOfReason(reason, {practice, username}))
        return unexpected(Refused{.problem = {.kind = ProblemKind::NotAcceptable,
                                              .pointer = "/reason",
                                              .reason = std::string(*fault)}});
    const auto meant = work->run(db::queries::impersonation_target, practice, username);
    if (const auto found = work->tryFlush(); !found)
        return unexpected(denied(found.error(), work->draft()));
    const auto rows = work->take(meant);
    if (rows.empty()) {
        auto entry = work->draft();
        entry.outcome = ledger::Outcome::Denied;
        return unexpected(Refused{.problem = {.kind = ProblemKind::NotFound}, .entry = std::move(entry)});
    }
    const Target target{rows.front().get<Uuid>("tenant"), rows.front().get<Uuid>("account")};
    return start(*work, parts, target, reason);
}

Outcome readImpersonation(const ImpersonationParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto standing = work->run(db::queries::impersonation_standing);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto rows = work->take(standing);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    return Answer{.body = impersonationBody(rows.front())};
}

/// The practice's entry first, then the switch back, then home's.
Outcome endImpersonation(const ImpersonationParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    const auto& caller = work->caller();
    if (!caller.borrowed)
        return refuse(ProblemKind::NotFound);
    const Target target{caller.tenant, caller.account};
    const auto there = append(*work, parts.composer, work->draft());
    if (!there)
        return unexpected(there.error());
    const auto ended = work->run(db::queries::impersonation_end);
    if (auto sent = work->flush(); !sent)
        return unexpected(sent.error());
    const auto rows = work->take(ended);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    const auto home =
        atHome(work->draft(), rows.front().get<Uuid>("tenant"), target, caller.borrowed->impersonation);
    const auto receipt = append(*work, parts.composer, home);
    if (!receipt)
        return unexpected(receipt.error());
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    return Answer{.status = 204, .receipt = *receipt};
}

Outcome listTenants(const ImpersonationParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto tenants = work->run(db::queries::platform_tenants);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(tenants))
        items.push_back({{"id", ledger::toText(row.get<Uuid>("id"))},
                         {"code", row.get<std::string>("code")},
                         {"name", row.get<std::string>("name")},
                         {"accounts", row.get<std::int64_t>("accounts")},
                         {"live_sessions", row.get<std::int64_t>("live_sessions")}});
    return Answer{.body = {{"items", std::move(items)}}, .entry = work->draft()};
}

} // namespace

void addImpersonationHandlers(HandlerTable& table, ImpersonationParts parts) {
    table["startImpersonation"] = [parts](const Call& call) { return startImpersonation(parts, call); };
    table["readImpersonation"] = [parts](const Call& call) { return readImpersonation(parts, call); };
    table["endImpersonation"] = [parts](const Call& call) { return endImpersonation(parts, call); };
    table["listTenants"] = [parts](const Call& call) { return listTenants(parts, call); };
}

} // namespace custos::api
