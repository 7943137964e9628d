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

Answer holdAnswer(const db::Row& row, const DisplayClock& clock) {
    return {.status = 201, .body = holdBody(row, clock)};
}

/// What a request with this key held before, if it is still held.
Outcome repeatHold(const ScheduleParts& parts, ChangeWork& work) {
    const auto ticket = work.run(db::queries::hold_by_id, *work.done());
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    const auto rows = work.take(ticket);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    auto answer = holdAnswer(rows.front(), parts.clock);
    answer.entry = work.draft();
    return answer;
}

/// Empty where the time is not free.
Result<std::optional<Answer>, Refused> tryToHold(const ScheduleParts& parts, ChangeWork& work,
                                                 const WantedTime& wanted) {
    const auto id = ledger::randomUuid();
    work.run(db::queries::booking_lock, std::vector<Uuid>{wanted.provider}, std::vector<Uuid>{},
             std::vector<ledger::UtcTime>{wanted.span.start});
    work.run(db::queries::hold_expire, wanted.provider);
    const auto inserted =
        work.run(db::queries::hold_insert, id, wanted.provider, wanted.span.start, wanted.span.end);
    if (const auto sent = work.tryFlush(); !sent)
        return conflictIn(sent.error()) ? Result<std::optional<Answer>, Refused>(std::nullopt)
                                        : unexpected(toRefused(sent.error()));
    if (work.take(inserted).affected() == 0)
        return std::nullopt;
    auto entry = work.draft();
    entry.details = {{"hold", ledger::toText(id)}};
    const auto receipt = work.record(entry, id);
    if (!receipt)
        return unexpected(receipt.error());
    const auto ticket = work.run(db::queries::hold_by_id, id);
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    auto answer = holdAnswer(work.take(ticket).front(), parts.clock);
    answer.receipt = *receipt;
    return answer;
}

/// Empty where the time is not free; its connection is back in the pool then.
Result<std::optional<Answer>, Refused> holdOnce(const ScheduleParts& parts, const Call& call,
                                                const WantedTime& wanted) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto column = work->run(db::queries::bookable_provider, wanted.provider);
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->done()) {
        auto repeated = repeatHold(parts, *work);
        if (!repeated)
            return unexpected(repeated.error());
        return std::move(*repeated);
    }
    if (work->take(column).empty())
        return refuse(ProblemKind::NotFound);
    return tryToHold(parts, *work, wanted);
}

Outcome holdOpening(const ScheduleParts& parts, const Call& call) {
    const WantedTime wanted{.provider = idIn(call.body, "provider_id"),
                            .room = std::nullopt,
                            .span = {timeIn(call.body, "start"), timeIn(call.body, "end")},
                            .moving = std::nullopt};
    if (auto sound = checkSpan(wanted.span); !sound)
        return unexpected(sound.error());
    auto held = holdOnce(parts, call, wanted);
    if (!held)
        return unexpected(held.error());
    if (*held)
        return std::move(**held);
    return unexpected(explainConflict(parts, call, ProblemKind::TimeTaken, wanted));
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
    return settled(*work, entry, *call.id);
}

} // namespace

json holdBody(const db::Row& row, const DisplayClock& clock) {
    return {{"id", ledger::toText(row.get<Uuid>("id"))},
            {"start", ledger::toRfc3339(row.get<ledger::UtcTime>("starts"))},
            {"end", ledger::toRfc3339(row.get<ledger::UtcTime>("ends"))},
            {"provider_id", ledger::toText(row.get<Uuid>("provider"))},
            {"expires", ledger::toRfc3339(clock.shown(row.get<ledger::UtcTime>("expires")))},
            {"mine", row.get<bool>("mine")},
            {"holder", row.get<std::string>("holder")}};
}

void addOpeningHandlers(HandlerTable& table, ScheduleParts parts) {
    table["listOpenings"] = [parts](const Call& call) { return listOpenings(parts, call); };
    table["holdOpening"] = [parts](const Call& call) { return holdOpening(parts, call); };
    table["releaseHold"] = [parts](const Call& call) { return releaseHold(parts, call); };
}

} // namespace custos::api
