#pragma once

#include "server/api/description.h"
#include "server/api/door.h"
#include "server/api/problem.h"
#include "server/http/rate_limit.h"

#include <functional>
#include <string>

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::api {

struct CallLimits {
    /// Limits for calls in general by what one session may ask a second; sign-in and search keep theirs.
    [[nodiscard]] static CallLimits ofSessions(double perSecond) {
        return {.perAddress = {.burst = 12 * perSecond, .perSecond = 4 * perSecond},
                .perSession = {.burst = 4 * perSecond, .perSecond = perSecond}};
    }

    http::RateLimit::Allowance perAddress{.burst = 600, .perSecond = 200};
    http::RateLimit::Allowance perSession{.burst = 200, .perSecond = 50};
    http::RateLimit::Allowance signInPerAddress{.burst = 40, .perSecond = 1};
    http::RateLimit::Allowance searchPerSession{.burst = 30, .perSecond = 5};
};

/// A request's way in the process that talks to strangers: rate limits, the door, and from there to the
/// process that answers it.
///
/// Guarantees: nothing goes further that the description does not allow, and what goes further is written
/// afresh from what was understood (method, path, the parameters, one bearer token, one JSON text): no byte
/// of it is a byte that a stranger chose the place of. Thread-safe.
class Reception {
public:
    struct Parts {
        const Description& description;
        log::Log& log;
        /// Answers, here or in another process.
        std::function<void(const Endpoint&, const http::Request&, http::Responder)> forward;
        /// A person has used the session; beside the request.
        std::function<void(const std::string& tokenText)> keepAlive;
        CallLimits limits = {};
    };

    explicit Reception(Parts parts);

    /// On a worker thread.
    void receive(http::Request request, http::Responder responder);

    /// For what never becomes a request, or finds nobody to answer it.
    [[nodiscard]] http::Response refusal(ProblemKind kind) const;

private:
    [[nodiscard]] std::optional<Problem> overLimit(const Call& call);
    void keepAlive(const Call& call);

    const Parts parts_;
    const Door door_;
    http::RateLimit perAddress_;
    http::RateLimit perSession_;
    http::RateLimit signInPerAddress_;
    http::RateLimit searchPerSession_;
    http::RateLimit keptAlive_;
};

/// The request that a call was read from, without anything that was not needed to understand it. Reading it
/// again gives an equal call.
[[nodiscard]] http::Request rewritten(const Call& call, http::Method method, std::string path);

} // namespace custos::api
