#include "server/api/fresh_factor.h"

#include "server/api/session_work.h"
#include "server/db/queries.h"

namespace custos::api {

namespace {

std::optional<Refused> demandFresh(db::Pool& pool, const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return work.error();
    const auto asked = work->run(db::queries::fresh_factor);
    if (auto done = work->commit(); !done)
        return done.error();
    if (work->take(asked).front().get<bool>("fresh"))
        return std::nullopt;
    auto entry = work->draft();
    entry.outcome = ledger::Outcome::Denied;
    entry.reason = "step_up_required";
    return Refused{.problem = {.kind = ProblemKind::StepUpRequired}, .entry = std::move(entry)};
}

} // namespace

std::function<std::optional<Refused>(const Call&)> demandFreshOf(db::Pool& pool) {
    return [&pool](const Call& call) { return demandFresh(pool, call); };
}

} // namespace custos::api
