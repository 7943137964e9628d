#pragma once

#include "server/api/answer.h"
#include "server/api/description.h"
#include "server/api/door.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace custos::audit {
class Recorder;
} // namespace custos::audit

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::api {

class PersonLimits;

/// The life of a request in the process that answers it: the door, the handler, the audit entry, the answer.
/// What the process before it (Reception) has looked at is looked at again: that one talks to strangers.
///
/// Guarantees: nothing is done for a person who has asked too much; nothing that a call of the description
/// marks as audited is answered without the receipt of a durable entry, whatever its handler does; what a
/// break-glass or an impersonation opened does not leave after its end; every refusal is one typed problem
/// whose id stands in the log; an exception anywhere is a refusal. Thread-safe.
class Service {
public:
    struct Parts {
        const Description& description;
        HandlerTable handlers;
        audit::Recorder& recorder;
        log::Log& log;
        PersonLimits& limits;
        /// For calls with `x-step-up`, before their handler: why this session may not go on, if so.
        std::function<std::optional<Refused>(const Call&)> demandFresh = {};
    };

    /// Calls without a handler here are answered by another process. Throws std::runtime_error, naming the
    /// operation, for a handler that the description does not have, or when a call that is answered here
    /// needs a fresh factor and nobody is there to ask for it.
    explicit Service(Parts parts);

    /// On a worker thread.
    void serve(http::Request request, http::Responder responder);

    /// For what never becomes a request.
    [[nodiscard]] http::Response refusal(ProblemKind kind) const;

    /// What is answered here.
    [[nodiscard]] std::vector<std::string> operations() const;

private:
    void run(const Call& call, http::Responder responder);
    [[nodiscard]] Outcome handle(const Call& call) const;
    void deliver(const Call& call, Outcome outcome, http::Responder responder);
    void recordThenSend(const audit::Draft& draft, http::Response response, http::Responder responder);

    const Description& description_;
    const HandlerTable handlers_;
    audit::Recorder& recorder_;
    log::Log& log_;
    PersonLimits& limits_;
    const std::function<std::optional<Refused>(const Call&)> demandFresh_;
    const Door door_;
};

} // namespace custos::api
