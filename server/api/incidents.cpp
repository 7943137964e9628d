#include "server/api/incidents.h"

#include "server/api/account_change.h"
#include "server/api/door.h"
#include "server/api/person.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

constexpr std::int64_t pageSize = 50;

json itemBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"kind", row.get<std::string>("kind")},
            {"at", ledger::toRfc3339(row.get<ledger::UtcTime>("at"))},
            {"actor", personOrNull(row, "actor", "actor_name")},
            {"subject", personOrNull(row, "subject_account", "subject_name")},
            {"reference", textOrNull(row.get<std::optional<Uuid>>("reference"))},
            {"acknowledged_by", personOrNull(row, "acknowledged_by", "acknowledged_name")},
            {"acknowledged_at", textOrNull(row.get<std::optional<ledger::UtcTime>>("acknowledged_at"))}};
}

Outcome listIncidents(db::Pool& pool, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    const auto page =
        work->run(db::queries::incident_list, call.queryId("before"), call.queryText("state") == "open",
                  call.queryInteger("limit").value_or(pageSize));
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    json items = json::array();
    for (const auto row : work->take(page))
        items.push_back(itemBody(row));
    return Answer{.body = {{"items", std::move(items)}}, .entry = work->draft()};
}

Outcome acknowledge(db::Pool& pool, const audit::EntryComposer& composer, const Call& call) {
    auto work = ChangeWork::begin(pool, composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    auto draft = work->draft();
    draft.details = {{"incident", ledger::toText(*call.id)}};
    const auto acknowledged = work->run(db::queries::incident_acknowledge, *call.id);
    if (const auto sent = work->tryFlush(); !sent)
        return unexpected(refusedAs(sent.error(), draft));
    if (!work->take(acknowledged).front().get<bool>("acknowledged"))
        return refuse(ProblemKind::NotFound);
    return settled(*work, draft, *call.id);
}

} // namespace

void addIncidentHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer) {
    table["listIncidents"] = [&pool](const Call& call) { return listIncidents(pool, call); };
    table["acknowledgeIncident"] = [&pool, &composer](const Call& call) {
        return acknowledge(pool, composer, call);
    };
}

} // namespace custos::api
