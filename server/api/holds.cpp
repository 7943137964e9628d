#include "server/api/schedule.h"

#include "server/api/change_work.h"
#include "server/api/conflicts.h"
#include "server/api/door.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

constexpr std::size_t listed = 24;

json openingBody(const FreeTime& time) {
    return {{"provider_id", ledger::toText(time.provider)},
            {"room_id", nullptr},
            {"start", ledger::toRfc3339(time.span.start)},
            {"end", ledger::toRfc3339(time.span.end)}};
}

Outcome listOpenings(const ScheduleParts& parts, const Call& call) {
    const auto now = parts.clock.now();
    const auto from = call.queryText("from");
    const OpeningsQuestion question{.provider = call.queryId("provider"),
                                    .room = std::nullopt,
                                    .from = std::max(from ? parseTime(*from).value_or(now) : now, now),
                                    .length = std::chrono::minutes(*call.queryInteger("minutes"))};
    const auto free = askFreeTimes(parts, call, question);
    if (!free)
        return unexpected(free.error());
    json items = json::array();
    for (std::size_t i = 0; i < free->size() && i < listed; ++i)
        items.push_back(openingBody((*free)[i]));
    return Answer{.body = {{"items", std::move(items)}}};
}

json holdBody(const db::Row& row, const DisplayClock& clock) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"start", ledger::toRfc3339(row.get<ledger::UtcTime>("starts"))},
            {"end", ledger::toRfc3339(row.get<ledger::UtcTime>("ends"))},
            {"provider_id", ledger::toText(row.get<Uuid>("provider"))},
            {"expires", ledger::toRfc3339(clock.shown(row.get<ledger::UtcTime>("expires")))},
            {"mine", row.get<bool>("mine")},
            {"holder", row.get<std::string>("holder")}};
}

Outcome holdOpening(const ScheduleParts& parts, const Call& call) {
    const WantedTime wanted{.provider = idIn(call.body, "provider_id"),
                            .room = std::nullopt,
                            .span = {timeIn(call.body, "start"), timeIn(call.body, "end")},
                            .moving = std::nullopt};
    if (wanted.span.end <= wanted.span.start)
        return unexpected(Refused{.problem = {.kind = ProblemKind::NotAcceptable, .pointer = "/end"}});
    std::optional<ProblemKind> conflict;
    {
        auto work = ChangeWork::begin(parts.pool, parts.composer, call);
        if (!work)
            return unexpected(work.error());
        if (auto known = work->flush(); !known)
            return unexpected(known.error());
        const auto id = work->done().value_or(newUuid());
        ledger::Hash receipt{};
        if (!work->done())
            work->run(db::queries::hold_insert, id, wanted.provider, wanted.span.start, wanted.span.end);
        auto entry = work->draft();
        entry.details = {{"hold", ledger::toText(id)}};
        if (!work->done()) {
            const auto recorded = work->record(entry, id);
            if (!recorded)
                return unexpected(recorded.error());
            receipt = *recorded;
        }
        const auto ticket = work->run(db::queries::hold_by_id, id);
        if (const auto done = work->tryCommit(); done) {
            const auto rows = work->take(ticket);
            if (rows.empty())
                return refuse(ProblemKind::NotFound);
            Answer answer{.status = 201, .body = holdBody(rows.front(), parts.clock)};
            if (work->done())
                answer.entry = std::move(entry);
            else
                answer.receipt = receipt;
            return answer;
        } else {
            conflict = conflictIn(done.error());
            if (!conflict)
                return unexpected(toRefused(done.error()));
        }
    }
    return unexpected(explainConflict(parts, call, *conflict, wanted));
}

Outcome releaseHold(const ScheduleParts& parts, const Call& call) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto released = work->run(db::queries::hold_release, *call.id);
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->take(released).affected() == 0)
        return refuse(ProblemKind::NotFound);
    auto entry = work->draft();
    entry.details = {{"hold", ledger::toText(*call.id)}};
    const auto receipt = work->record(entry, *call.id);
    if (!receipt)
        return unexpected(receipt.error());
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    return Answer{.status = 204, .receipt = *receipt};
}

} // namespace

void addOpeningHandlers(HandlerTable& table, ScheduleParts parts) {
    table["listOpenings"] = [parts](const Call& call) { return listOpenings(parts, call); };
    table["holdOpening"] = [parts](const Call& call) { return holdOpening(parts, call); };
    table["releaseHold"] = [parts](const Call& call) { return releaseHold(parts, call); };
}

} // namespace custos::api
