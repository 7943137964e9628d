#pragma once

#include "server/api/answer.h"
#include "server/api/description.h"
#include "server/api/door.h"
#include "server/http/rate_limit.h"

#include <functional>
#include <memory>

namespace custos::audit {
class Recorder;
} // namespace custos::audit

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::api {

struct ServiceLimits {
    /// Limits for calls in general by what one session may ask a second; sign-in and search keep theirs.
    [[nodiscard]] static ServiceLimits ofSessions(double perSecond) {
        return {.perAddress = {.burst = 12 * perSecond, .perSecond = 4 * perSecond},
                .perSession = {.burst = 4 * perSecond, .perSecond = perSecond}};
    }

    http::RateLimit::Allowance perAddress{.burst = 600, .perSecond = 200};
    http::RateLimit::Allowance perSession{.burst = 200, .perSecond = 50};
    http::RateLimit::Allowance signInPerAddress{.burst = 40, .perSecond = 1};
    http::RateLimit::Allowance searchPerSession{.burst = 30, .perSecond = 5};
};

/// The life of a request, from the listener's hands back into them: rate limits, the door, the handler, the
/// audit entry, the answer.
///
/// Guarantees: nothing that a call of the description marks as audited is answered without the receipt of a
/// durable entry, whatever its handler does; every refusal is one typed problem whose id stands in the log;
/// an exception anywhere is a refusal. Thread-safe.
class Service {
public:
    struct Parts {
        const Description& description;
        HandlerTable handlers;
        audit::Recorder& recorder;
        log::Log& log;
        std::function<void(const std::string& tokenText)> keepAlive; ///< Beside the request, after its answer
        /// For calls with `x-step-up`, before their handler: why this session may not go on, if so.
        std::function<std::optional<Refused>(const Call&)> demandFresh = {};
        ServiceLimits limits = {};
    };

    /// Throws std::runtime_error, naming the operation, when the handlers are not exactly the description's,
    /// or a call needs a fresh factor and nobody is there to ask for it.
    explicit Service(Parts parts);

    /// On a worker thread.
    void serve(http::Request request, http::Responder responder);

    /// For what never becomes a request.
    [[nodiscard]] http::Response refusal(ProblemKind kind) const;

private:
    void run(const Call& call, http::Responder responder);
    [[nodiscard]] Outcome handle(const Call& call) const;
    void deliver(const Call& call, Outcome outcome, http::Responder responder);
    void recordThenSend(audit::Draft draft, http::Response response, http::Responder responder);
    [[nodiscard]] std::optional<Problem> overLimit(const Call& call);
    [[nodiscard]] http::Response toHttp(const Problem& problem) const;
    void keepAlive(const Call& call);

    const Description& description_;
    const HandlerTable handlers_;
    audit::Recorder& recorder_;
    log::Log& log_;
    const std::function<void(const std::string&)> keepAlive_;
    const std::function<std::optional<Refused>(const Call&)> demandFresh_;
    const Door door_;
    http::RateLimit perAddress_;
    http::RateLimit perSession_;
    http::RateLimit signInPerAddress_;
    http::RateLimit searchPerSession_;
    http::RateLimit keptAlive_;
};

} // namespace custos::api
