#include "server/api/view_as.h"

#include "server/api/account_change.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;
using Ticket = db::Transaction::Ticket;

json visitBody(const db::Row& row) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"kind", row.get<std::string>("kind")},
            {"start", ledger::toRfc3339(row.get<ledger::UtcTime>("starts"))},
            {"end", ledger::toRfc3339(row.get<ledger::UtcTime>("ends"))},
            {"provider_id", ledger::toText(row.get<Uuid>("provider"))},
            {"room_id", textOrNull(row.get<std::optional<Uuid>>("room"))},
            {"status", row.get<std::string>("status")},
            {"names_patient", !row.isNull("patient_key")}};
}

audit::Draft draftOf(const SessionWork& work, const Call& call) {
    auto draft = work.draft();
    draft.actingAs = call.id;
    draft.details = {{"account", ledger::toText(*call.id)}};
    return draft;
}

bool seen(SessionWork& work, Ticket asked) {
    return work.take(asked).front().get<bool>("seen");
}

/// What was asked for as that person. Everything of it is rolled back when `work` goes.
struct Sight {
    Ticket entered;
    Ticket providers;
    Ticket day;
    std::optional<Ticket> patient;
};

Sight look(SessionWork& work, const Call& call, const std::optional<Uuid>& patient, ledger::UtcTime now) {
    const auto day = call.queryDay("date");
    Sight sight{.entered = work.run(db::queries::enter_as, *call.id),
                .providers = work.run(db::queries::schedule_providers),
                .day = work.run(db::queries::schedule_day, day, day, now),
                .patient = {}};
    if (patient)
        sight.patient = work.run(db::queries::patient_in_sight, *patient);
    return sight;
}

json bodyOf(SessionWork& work, const Sight& sight) {
    json providers = json::array();
    for (const auto row : work.take(sight.providers))
        providers.push_back(ledger::toText(row.get<Uuid>("id")));
    json visits = json::array();
    for (const auto row : work.take(sight.day))
        visits.push_back(visitBody(row));
    return {{"complete", work.take(sight.entered).front().get<bool>("complete")},
            {"provider_ids", std::move(providers)},
            {"visits", std::move(visits)},
            {"patient_visible", sight.patient ? json(seen(work, *sight.patient)) : json()}};
}

Outcome viewAs(db::Pool& pool, const DisplayClock& clock, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    const auto patient = call.queryId("patient");
    const auto own = work->run(db::queries::patient_in_sight, patient);
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (patient && !seen(*work, own))
        return refuse(ProblemKind::NotFound);
    auto entry = draftOf(*work, call);
    const auto sight = look(*work, call, patient, clock.now());
    if (const auto done = work->tryFlush(); !done)
        return unexpected(refusedAs(done.error(), entry));
    if (patient)
        entry.patients = {*patient};
    // counted, as far as the block on opening goes: nothing of that patient is shown
    return Answer{.body = bodyOf(*work, sight), .entry = std::move(entry), .counted = true};
}

} // namespace

void addViewAsHandlers(HandlerTable& table, db::Pool& pool, const DisplayClock& clock) {
    table["viewAs"] = [&pool, &clock](const Call& call) { return viewAs(pool, clock, call); };
}

} // namespace custos::api
