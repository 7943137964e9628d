#include "server/api/reception.h"

#include "server/api/refusal.h"

namespace custos::api {

namespace {

/// The database notes activity at most once a minute; asking it more often would be wasted work.
constexpr http::RateLimit::Allowance onceInAWhile{.burst = 1, .perSecond = 1.0 / 45};

http::Fields headersOf(const Call& call) {
    http::Fields headers;
    if (!call.tokenText.empty())
        headers.emplace_back("authorization", "Bearer " + call.tokenText);
    if (call.personal)
        headers.emplace_back("custos-activity", "user");
    if (call.key)
        headers.emplace_back("idempotency-key", ledger::toText(*call.key));
    if (call.version)
        headers.emplace_back("if-match", "\"" + std::to_string(*call.version) + "\"");
    if (!call.body.is_null())
        headers.emplace_back("content-type", "application/json");
    return headers;
}

} // namespace

http::Request rewritten(const Call& call, http::Method method, std::string path) {
    return {.method = method,
            .path = std::move(path),
            .query = call.query,
            .headers = headersOf(call),
            .body = call.body.is_null() ? std::string() : call.body.dump(),
            .address = call.address};
}

Reception::Reception(Parts parts)
    : parts_(std::move(parts))
    , door_(parts_.description)
    , perAddress_(parts_.limits.perAddress)
    , perSession_(parts_.limits.perSession)
    , signInPerAddress_(parts_.limits.signInPerAddress)
    , searchPerSession_(parts_.limits.searchPerSession)
    , keptAlive_(onceInAWhile) {}

void Reception::receive(http::Request request, http::Responder responder) {
    if (const auto seconds = perAddress_.refuse(request.address))
        return responder.answer(
            refusalOf(parts_.log, {.kind = ProblemKind::TooManyRequests, .retryAfterSeconds = seconds}));
    const auto method = request.method;
    auto path = request.path;
    const auto call = door_.admit(std::move(request));
    if (!call)
        return responder.answer(refusalOf(parts_.log, call.error()));
    if (const auto problem = overLimit(*call))
        return responder.answer(refusalOf(parts_.log, *problem));
    parts_.forward(*call->endpoint, rewritten(*call, method, std::move(path)), std::move(responder));
    keepAlive(*call);
}

http::Response Reception::refusal(ProblemKind kind) const {
    return refusalOf(parts_.log, {.kind = kind});
}

std::optional<Problem> Reception::overLimit(const Call& call) {
    std::optional<int> wait;
    if (call.endpoint->takesAway)
        return std::nullopt; // its address was counted
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

/// Guessing is nobody's act: what shows a factor keeps the session alive where it is found right.
void Reception::keepAlive(const Call& call) {
    const bool acts = call.personal && call.endpoint->needsSession && !call.endpoint->showsFactor;
    if (acts && !keptAlive_.refuse(call.tokenText))
        parts_.keepAlive(call.tokenText);
}

} // namespace custos::api
