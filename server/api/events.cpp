#include "server/api/events.h"

#include "server/api/door.h"
#include "server/api/session_work.h"
#include "server/db/queries.h"

#include <sodium.h>

#include <algorithm>

namespace custos::api {

namespace {

/// When another of the person's streams ends, nobody knows.
constexpr int placeAgainAfterSeconds = 10;

std::set<ledger::Uuid> columnsIn(const db::Rows& rows) {
    std::set<ledger::Uuid> columns;
    for (const auto row : rows)
        columns.insert(row.get<ledger::Uuid>("id"));
    return columns;
}

ledger::Bytes bytesOf(const std::string& token) {
    ledger::Bytes bytes(32);
    std::size_t length = 0;
    sodium_base642bin(bytes.data(), bytes.size(), token.data(), token.size(), nullptr, &length, nullptr,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    bytes.resize(length);
    return bytes;
}

bool mayAskTheLedger(const db::Row& session) {
    const auto permissions = session.get<std::vector<std::string>>("permissions");
    return std::find(permissions.begin(), permissions.end(), "audit.checkpoint") != permissions.end();
}

Outcome events(db::Pool& pool, EventHub& hub, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    const auto providers = work->run(db::queries::schedule_providers);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto& person = work->caller().person();
    auto place = hub.takePlace(person);
    if (!place)
        return unexpected(Refused{
            .problem = {.kind = ProblemKind::TooManyRequests, .retryAfterSeconds = placeAgainAfterSeconds},
            .limitedPerson = person});
    Hearing hearing{.tenant = work->caller().tenant, .columns = columnsIn(work->take(providers))};
    Answer answer;
    // The place lasts as long as this does, which is as long as the stream (http::Response).
    answer.opened = [&hub, place = std::move(place), token = call.tokenText,
                     hearing](std::shared_ptr<http::EventStream> stream) {
        hub.add(token, hearing, std::move(stream));
    };
    return answer;
}

} // namespace

EventHub::Ask askHearing(db::Pool& pool) {
    return [&pool](const std::string& token) -> std::optional<Hearing> {
        auto lease = pool.acquire();
        if (!lease)
            return std::nullopt;
        auto work = (*lease)->begin();
        const auto entered = work.enter(bytesOf(token));
        const auto providers = work.run(db::queries::schedule_providers);
        if (!work.flush())
            return std::nullopt;
        const auto session = work.take(entered);
        Hearing hearing{.tenant = session.front().get<ledger::Uuid>("tenant"),
                        .columns = columnsIn(work.take(providers))};
        if (!mayAskTheLedger(session.front()))
            return hearing;
        const auto newest = work.run(db::queries::audit_newest_checkpoint);
        if (!work.commit())
            return std::nullopt;
        for (const auto row : work.take(newest))
            hearing.ledgerSize = row.get<std::int64_t>("size");
        return hearing;
    };
}

void addEventHandlers(HandlerTable& table, db::Pool& pool, EventHub& hub) {
    table["events"] = [&pool, &hub](const Call& call) { return events(pool, hub, call); };
}

} // namespace custos::api
