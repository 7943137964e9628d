#include "server/api/person_limits.h"

#include "ledger/hash.h"
#include "server/api/door.h"
#include "server/api/session_work.h"

namespace custos::api {

namespace {

/// Forgetting costs one more question a session.
constexpr std::size_t knownAtMost = 16384;

} // namespace

PersonLimits::PersonLimits(Whose whose, PersonAllowances allowances)
    : whose_(std::move(whose))
    , calls_(allowances.calls)
    , searches_(allowances.searches) {}

std::optional<Refused> PersonLimits::refuse(const Call& call) {
    if (!call.endpoint->needsSession || call.serviceKey || call.endpoint->takesAway)
        return std::nullopt;
    const auto person = whoAsks(call);
    if (!person)
        return person.error();
    const auto key = ledger::toText(*person); // random, so that no two practices have the same
    auto wait = calls_.refuse(key);
    if (!wait && call.endpoint->permission == "patient.search")
        wait = searches_.refuse(key);
    if (!wait)
        return std::nullopt;
    return Refused{.problem = {.kind = ProblemKind::TooManyRequests, .retryAfterSeconds = wait},
                   .limitedPerson = *person};
}

void PersonLimits::forget(const Call& call) {
    const std::lock_guard lock(mutex_);
    known_.erase(ledger::sha256(call.token));
}

Result<ledger::Uuid, Refused> PersonLimits::whoAsks(const Call& call) {
    const auto token = ledger::sha256(call.token);
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = known_.find(token); found != known_.end())
            return found->second;
    }
    auto person = whose_(call);
    if (!person)
        return person;
    const std::lock_guard lock(mutex_);
    if (known_.size() >= knownAtMost)
        known_.clear();
    known_.emplace(token, *person);
    return person;
}

PersonLimits::Whose whoseOf(db::Pool& pool) {
    return [&pool](const Call& call) -> Result<ledger::Uuid, Refused> {
        auto work = SessionWork::begin(pool, call);
        if (!work)
            return unexpected(work.error());
        // Whoever lacks the call's permission asks too; that refusal, with its entry, is the handler's to
        // make.
        if (auto entered = work->flush(); !entered && !work->isKnown())
            return unexpected(entered.error());
        return work->caller().person();
    };
}

} // namespace custos::api
