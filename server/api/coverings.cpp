#include "server/api/coverings.h"

#include "server/api/change_work.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

std::chrono::sys_days dayIn(const json& body, const char* key) {
    return std::chrono::sys_days(*parseDate(textIn(body, key)));
}

std::string dayOf(const db::Row& row, std::string_view column) {
    return toText(std::chrono::year_month_day(row.get<std::chrono::sys_days>(column)));
}

json itemBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"absent_provider_id", ledger::toText(row.get<Uuid>("absent_provider"))},
            {"covering_provider_id", ledger::toText(row.get<Uuid>("covering_provider"))},
            {"first_day", dayOf(row, "first_day")},
            {"last_day", dayOf(row, "last_day")},
            {"granted_by", textOrNull(row.get<std::optional<Uuid>>("granted_by"))},
            {"ended", textOrNull(row.get<std::optional<ledger::UtcTime>>("ended_at"))}};
}

Outcome listCoverings(db::Pool& pool, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    const auto coverings = work->run(db::queries::covering_list);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(coverings))
        items.push_back(itemBody(row));
    return Answer{.body = {{"items", std::move(items)}}};
}

Refused refusedBy(const db::DbError& error, audit::Draft draft) {
    auto refused = toRefused(error);
    if (error.kind == db::ErrorKind::Conflict)
        refused.problem = {
            .kind = ProblemKind::NotAcceptable, .pointer = "/last_day", .reason = "no_such_days"};
    if (error.kind == db::ErrorKind::Forbidden || error.kind == db::ErrorKind::NotFound) {
        draft.outcome = ledger::Outcome::Denied;
        refused.entry = std::move(draft);
    }
    return refused;
}

Outcome grantCovering(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    const auto absent = idIn(call.body, "absent_provider_id");
    const auto covering = idIn(call.body, "covering_provider_id");
    auto work = ChangeWork::begin(pool, composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    const auto id = work->done().value_or(ledger::randomUuid());
    auto draft = work->draft();
    draft.details = {{"covering", ledger::toText(id)},
                     {"absent", ledger::toText(absent)},
                     {"by", ledger::toText(covering)},
                     {"first_day", textIn(call.body, "first_day")},
                     {"last_day", textIn(call.body, "last_day")}};
    Answer answer{.status = 201, .body = {{"id", ledger::toText(id)}}};
    if (work->done()) {
        answer.entry = std::move(draft);
        return answer;
    }
    work->run(db::queries::covering_grant, id, absent, covering, dayIn(call.body, "first_day"),
              dayIn(call.body, "last_day"));
    const auto receipt = work->record(draft, id);
    if (!receipt)
        return unexpected(receipt.error());
    if (const auto done = work->tryCommit(); !done)
        return unexpected(refusedBy(done.error(), draft));
    answer.receipt = *receipt;
    return answer;
}

Outcome endCovering(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    auto work = ChangeWork::begin(pool, composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    const auto ended = work->run(db::queries::covering_end, *call.id);
    if (auto sent = work->flush(); !sent)
        return unexpected(sent.error());
    if (!work->take(ended).front().get<bool>("ended"))
        return refuse(ProblemKind::NotFound);
    auto draft = work->draft();
    draft.details = {{"covering", ledger::toText(*call.id)}};
    return settled(*work, draft, *call.id);
}

} // namespace

void addCoveringHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer) {
    table["listCoverings"] = [&pool](const Call& call) { return listCoverings(pool, call); };
    table["grantCovering"] = [&pool, &composer](const Call& call) {
        return grantCovering(pool, composer, call);
    };
    table["endCovering"] = [&pool, &composer](const Call& call) { return endCovering(pool, composer, call); };
}

} // namespace custos::api
