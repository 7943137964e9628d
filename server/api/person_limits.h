#pragma once

#include "server/api/answer.h"
#include "server/http/rate_limit.h"

#include <map>
#include <mutex>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct PersonAllowances {
    /// By what one session may ask a second (CallLimits): somebody may work at two desks at once, and no more
    /// however many sessions they have. Search keeps its own.
    [[nodiscard]] static PersonAllowances ofSessions(double perSecond) {
        return {.calls = {.burst = 8 * perSecond, .perSecond = 2 * perSecond}};
    }

    http::RateLimit::Allowance calls{.burst = 400, .perSecond = 100};
    http::RateLimit::Allowance searches{.burst = 60, .perSecond = 10};
};

/// What one person may ask, over all of their sessions, connections and addresses, of the process that
/// answers them: the one before it knows tokens, but not whose they are. Programs are counted by the
/// database, key by key (auth.enter_key), and not again here. Thread-safe.
class PersonLimits {
public:
    /// Who acts by a call's token, whosever name they borrow. Asked once a session.
    using Whose = std::function<Result<ledger::Uuid, Refused>(const Call&)>;

    explicit PersonLimits(Whose whose, PersonAllowances allowances = {});

    /// Counts a call of a session, before its handler. Set: why it may not go on, and who. What ends access
    /// goes on always: whoever has got hold of a session must not be able to keep its person from ending it.
    [[nodiscard]] std::optional<Refused> refuse(const Call& call);

    /// Its session has ended, as its handler found. Whoever still has the token would use up what its person
    /// may ask; so it has used up one call since. Nobody says so before: it may have ended in another
    /// process.
    void forget(const Call& call);

private:
    [[nodiscard]] Result<ledger::Uuid, Refused> whoAsks(const Call& call);

    const Whose whose_;
    http::RateLimit calls_;
    http::RateLimit searches_;
    std::mutex mutex_;
    std::map<ledger::Hash, ledger::Uuid> known_; ///< By the token's hash
};

/// As the API's login has it. The pool outlives it.
[[nodiscard]] PersonLimits::Whose whoseOf(db::Pool& pool);

} // namespace custos::api
