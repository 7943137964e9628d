#include "server/api/opening_blocks.h"

#include "server/api/change_work.h"
#include "server/api/door.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

/// The lifting and its entry are one transaction. `mustStand`: nothing to lift is a 404.
template<class... P>
Outcome lift(const OpeningBlockParts& parts, const Call& call, bool mustStand, const db::Query& query,
             const P&... params) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto lifted = work->run(query, params...);
    if (auto done = work->flush(); !done)
        return unexpected(done.error());
    const db::Rows answered = work->take(lifted);
    const db::Row row = answered.front();
    if (mustStand && !row.get<bool>("lifted"))
        return refuse(ProblemKind::NotFound);
    return settled(*work, work->draft(), work->caller().account);
}

} // namespace

void addOpeningBlockHandlers(HandlerTable& table, OpeningBlockParts parts) {
    table["liftOwnBlock"] = [parts](const Call& call) {
        return lift(parts, call, false, db::queries::opening_lift_own);
    };
    table["liftBlock"] = [parts](const Call& call) {
        return lift(parts, call, true, db::queries::opening_lift, *call.id);
    };
}

} // namespace custos::api
