#include "server/api/service.h"

#include "server/audit/recorder.h"
#include "server/log/log.h"

#include <algorithm>
#include <stdexcept>

namespace custos::api {

namespace {

using log::Field;

/// The database notes activity at most once a minute; asking it more often would be wasted work.
constexpr http::RateLimit::Allowance onceInAWhile{.burst = 1, .perSecond = 1.0 / 45};

void checkComplete(const Description& description, const HandlerTable& handlers) {
    for (const auto& endpoint : description.endpoints())
        if (!handlers.contains(endpoint.operationId))
            throw std::runtime_error("no handler for " + endpoint.operationId);
    for (const auto& [operation, handler] : handlers) {
        const bool described =
            std::any_of(description.endpoints().begin(), description.endpoints().end(),
                        [&](const auto& endpoint) { return endpoint.operationId == operation; });
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

} // namespace

Service::Service(Parts parts)
    : description_(parts.description)
    , handlers_(std::move(parts.handlers))
    , recorder_(parts.recorder)
    , log_(parts.log)
    , keepAlive_(std::move(parts.keepAlive))
    , demandFresh_(std::move(parts.demandFresh))
    , door_(parts.description)
    , perAddress_(parts.limits.perAddress)
    , perSession_(parts.limits.perSession)
    , signInPerAddress_(parts.limits.signInPerAddress)
    , searchPerSession_(parts.limits.searchPerSession)
    , keptAlive_(onceInAWhile) {
    checkComplete(description_, handlers_);
    for (const auto& endpoint : description_.endpoints())
        if (endpoint.needsFreshFactor && !demandFresh_)
            throw std::runtime_error("nobody asks for a fresh factor before " + endpoint.operationId);
}

void Service::serve(http::Request request, http::Responder responder) {
    if (const auto seconds = perAddress_.refuse(request.address))
        return responder.answer(toHttp({.kind = ProblemKind::TooManyRequests, .retryAfterSeconds = seconds}));
    auto call = door_.admit(std::move(request));
    if (!call)
        return responder.answer(toHttp(call.error()));
    if (const auto problem = overLimit(*call))
        return responder.answer(toHttp(*problem));
    run(*call, std::move(responder));
}

http::Response Service::refusal(ProblemKind kind) const {
    return toHttp({.kind = kind});
}

std::optional<Problem> Service::overLimit(const Call& call) {
    std::optional<int> wait;
    if (call.endpoint->needsSession)
        wait = perSession_.refuse(call.tokenText);
    else if (call.endpoint->body)
        wait = signInPerAddress_.refuse(call.address);
    if (!wait && call.endpoint->permission == "patient.search")
        wait = searchPerSession_.refuse(call.tokenText);
    if (!wait)
        return std::nullopt;
    return Problem{.kind = ProblemKind::TooManyRequests, .retryAfterSeconds = wait};
}

Outcome Service::handle(const Call& call) const {
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
    deliver(call, std::move(outcome), std::move(responder));
    keepAlive(call);
}

void Service::deliver(const Call& call, Outcome outcome, http::Responder responder) {
    if (!outcome) {
        auto& refused = outcome.error();
        auto response = toHttp(refused.problem);
        if (refused.entry && !refused.problem.receipt)
            return recordThenSend(std::move(*refused.entry), std::move(response), std::move(responder));
        return responder.answer(std::move(response));
    }
    auto entry = std::move(outcome->entry);
    const bool recorded = outcome->receipt.has_value();
    auto response = successOf(std::move(*outcome));
    if (entry && !recorded)
        return recordThenSend(std::move(*entry), std::move(response), std::move(responder));
    if (!recorded && !call.endpoint->auditAction.empty()) {
        log_.error("audit.missing",
                   {Field::number("endpoint", call.endpoint - description_.endpoints().data())});
        return responder.answer(toHttp({.kind = ProblemKind::AuditUnavailable}));
    }
    responder.answer(std::move(response));
}

void Service::recordThenSend(audit::Draft draft, http::Response response, http::Responder responder) {
    struct Held {
        http::Response response;
        http::Responder responder;
    };
    auto held = std::make_shared<Held>(Held{std::move(response), std::move(responder)});
    recorder_.record(draft, [this, held](Result<audit::Receipt, audit::RecordError> recorded) {
        if (!recorded)
            return held->responder.answer(toHttp({.kind = ProblemKind::AuditUnavailable}));
        held->response.headers.emplace_back("Audit-Receipt", ledger::toBase64(recorded->leaf));
        held->responder.answer(std::move(held->response));
    });
}

void Service::keepAlive(const Call& call) {
    if (call.personal && call.endpoint->needsSession && !keptAlive_.refuse(call.tokenText))
        keepAlive_(call.tokenText);
}

http::Response Service::toHttp(const Problem& problem) const {
    const auto id = ledger::randomUuid();
    const auto status = statusOf(problem.kind);
    log_.write(status >= 500 ? log::Level::Error : log::Level::Info, "request.refused",
               {Field::id("problem", id.bytes), Field::number("status", status),
                Field::number("kind", static_cast<int>(problem.kind))});
    return toResponse(problem, id);
}

} // namespace custos::api
