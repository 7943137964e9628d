#include "server/api/service.h"

#include "server/api/person_limits.h"
#include "server/api/refusal.h"
#include "server/audit/recorder.h"
#include "server/log/log.h"

#include <algorithm>
#include <stdexcept>

namespace custos::api {

namespace {

using log::Field;

void checkDescribed(const Description& description, const HandlerTable& handlers) {
    for (const auto& [operation, handler] : handlers) {
        const bool described =
            std::any_of(description.endpoints().begin(), description.endpoints().end(),
                        [&name = operation](const auto& endpoint) { return endpoint.operationId == name; });
        if (!described || !handler)
            throw std::runtime_error("a handler that the description does not have: " + operation);
    }
}

http::Response successOf(Answer answer) {
    http::Response response{.status = answer.status};
    if (!answer.text.empty() || !answer.body.is_null()) {
        response.contentType = "application/json";
        response.body = answer.text.empty()
                            ? answer.body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                            : std::move(answer.text);
    }
    if (answer.opened) {
        response.contentType = "text/event-stream";
        response.opened = std::move(answer.opened);
    }
    if (answer.version)
        response.headers.emplace_back("ETag", "\"" + std::to_string(*answer.version) + "\"");
    if (answer.receipt)
        response.headers.emplace_back("Audit-Receipt", ledger::toBase64(*answer.receipt));
    return response;
}

/// Says with whatever is answered, a refusal too, that what the call opened comes near what its person may.
http::Responder sayingThatBlockIsNear(http::Responder responder) {
    auto held = std::make_shared<http::Responder>(std::move(responder));
    return http::Responder([held](http::Response response) {
        response.headers.emplace_back("Custos-Opening-Block", "near");
        held->answer(std::move(response));
    });
}

} // namespace

Service::Service(Parts parts)
    : description_(parts.description)
    , handlers_(std::move(parts.handlers))
    , recorder_(parts.recorder)
    , log_(parts.log)
    , limits_(parts.limits)
    , demandFresh_(std::move(parts.demandFresh))
    , door_(parts.description) {
    checkDescribed(description_, handlers_);
    for (const auto& endpoint : description_.endpoints())
        if (endpoint.needsFreshFactor && handlers_.contains(endpoint.operationId) && !demandFresh_)
            throw std::runtime_error("nobody asks for a fresh factor before " + endpoint.operationId);
}

void Service::serve(http::Request request, http::Responder responder) {
    auto call = door_.admit(std::move(request));
    if (!call)
        return responder.answer(refusalOf(log_, call.error()));
    if (!handlers_.contains(call->endpoint->operationId))
        return responder.answer(refusalOf(log_, {.kind = ProblemKind::NoSuchPath}));
    run(*call, std::move(responder));
}

http::Response Service::refusal(ProblemKind kind) const {
    return refusalOf(log_, {.kind = kind});
}

std::vector<std::string> Service::operations() const {
    std::vector<std::string> operations;
    for (const auto& [operation, handler] : handlers_)
        operations.push_back(operation);
    return operations;
}

Outcome Service::handle(const Call& call) const {
    if (auto refused = limits_.refuse(call))
        return unexpected(std::move(*refused));
    if (call.endpoint->needsFreshFactor)
        if (auto refused = demandFresh_(call))
            return unexpected(std::move(*refused));
    return handlers_.find(call.endpoint->operationId)->second(call);
}

void Service::run(const Call& call, http::Responder responder) {
    Outcome outcome = refuse(ProblemKind::Internal);
    try {
        outcome = handle(call);
    } catch (const std::exception&) {
        // What an exception says may quote what was being worked on: only that there was one is noted.
        log_.error("request.exception",
                   {Field::number("endpoint", call.endpoint - description_.endpoints().data())});
    }
    if (!outcome && outcome.error().problem.kind == ProblemKind::NotSignedIn)
        limits_.forget(call);
    deliver(call, std::move(outcome),
            call.openingBlockNear ? sayingThatBlockIsNear(std::move(responder)) : std::move(responder));
}

void Service::deliver(const Call& call, Outcome outcome, http::Responder responder) {
    if (!outcome) {
        auto& refused = outcome.error();
        auto response = refusalOf(log_, refused.problem, refused.limitedPerson);
        if (refused.entry && !refused.problem.receipt)
            return recordThenSend(*refused.entry, std::move(response), std::move(responder));
        return responder.answer(std::move(response));
    }
    if (outcome->entry && !outcome->entry->patients.empty() && !outcome->counted) {
        log_.error("opening.uncounted",
                   {Field::number("endpoint", call.endpoint - description_.endpoints().data())});
        return responder.answer(refusalOf(log_, {.kind = ProblemKind::Internal}));
    }
    auto entry = std::move(outcome->entry);
    const bool recorded = outcome->receipt.has_value();
    auto response = successOf(std::move(*outcome));
    if (entry && !recorded)
        return recordThenSend(*entry, std::move(response), std::move(responder));
    if (!recorded && !call.endpoint->auditAction.empty()) {
        log_.error("audit.missing",
                   {Field::number("endpoint", call.endpoint - description_.endpoints().data())});
        return responder.answer(refusalOf(log_, {.kind = ProblemKind::AuditUnavailable}));
    }
    responder.answer(std::move(response));
}

void Service::recordThenSend(const audit::Draft& draft, http::Response response, http::Responder responder) {
    struct Held {
        http::Response response;
        http::Responder responder;
        std::optional<std::chrono::steady_clock::time_point> ends;
        ProblemKind ended;
    };
    auto held = std::make_shared<Held>(Held{std::move(response), std::move(responder), draft.ends(),
                                            draft.borrowed ? ProblemKind::Forbidden : ProblemKind::NotFound});
    recorder_.record(draft, [this, held](Result<audit::Receipt, audit::RecordError> recorded) {
        if (!recorded)
            return held->responder.answer(refusalOf(log_, {.kind = ProblemKind::AuditUnavailable}));
        // What was allowed when it began may not be any more: then it is answered as it would be now.
        if (held->ends && std::chrono::steady_clock::now() >= *held->ends)
            held->response = refusalOf(log_, {.kind = held->ended});
        held->response.headers.emplace_back("Audit-Receipt", ledger::toBase64(recorded->leaf));
        held->responder.answer(std::move(held->response));
    });
}

} // namespace custos::api
