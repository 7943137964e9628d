#include "app/net/api_client.h"

#include "app/net/pinned_http.h"
#include "models/ports/clock.h"
#include "models/wire/audit_json.h"
#include "models/wire/problem_json.h"

#include <QJsonDocument>
#include <QTimer>

namespace custos::app {
namespace {

using Kind = Problem::Kind;

/// Waits before the second and third attempt; after that the person is told.
constexpr std::array<std::chrono::milliseconds, 2> pauses{std::chrono::milliseconds(150),
                                                          std::chrono::milliseconds(600)};

/// What somebody did says that they are there; after this it does not.
constexpr auto actsCountFor = std::chrono::minutes(1);

Kind kindOf(HttpFailure failure) {
    switch (failure) {
    case HttpFailure::NotConnected:
    case HttpFailure::Broken:
        return Kind::Unreachable;
    case HttpFailure::WrongServer:
        return Kind::WrongServer;
    case HttpFailure::Unbelievable:
        return Kind::Malformed;
    case HttpFailure::Aborted:
        return Kind::Cancelled;
    }
    Q_UNREACHABLE();
}

void authorize(HttpRequest& request, const SecretBytes& token) {
    request.headers.emplace_back("Authorization", "Bearer " + token.view().toByteArray());
}

Result<Done, Problem> done(const ApiClient::JsonResult& json) {
    return json ? Result<Done, Problem>(Done()) : Result<Done, Problem>(unexpected<Problem>(json.error()));
}

bool isJson(const QByteArray& contentType) {
    return contentType.startsWith("application/json") || contentType.startsWith("application/problem+json");
}

} // namespace

struct ApiClient::Attempt {
    ApiCall call;
    HttpRequest request; ///< Made once: a repeat is the same request to the byte.
    quint64 generation;
    quint64 token; ///< Which one it carries.
    bool wasBlocked = false;
    size_t tries = 0;
    QPromise<JsonResult> promise = {};

    void finish(JsonResult result) {
        promise.addResult(std::move(result));
        promise.finish();
    }
    void cancel() { finish(unexpected<Problem>(Problem{.kind = Kind::Cancelled})); }
};

ApiClient::ApiClient(PinnedHttp& http, const Clock& clock, QObject* parent)
    : QObject(parent)
    , http_(http)
    , clock_(clock) {}

void ApiClient::beginSession(SecretBytes token) {
    ++generation_;
    ++tokens_;
    token_ = std::move(token);
    acted_.reset();
}

void ApiClient::renewToken(SecretBytes token) {
    ++tokens_;
    token_ = std::move(token);
}

void ApiClient::endSession() {
    token_.wipe();
    dropCalls();
}

void ApiClient::dropCalls() {
    ++generation_;
    for (const auto& waiting : std::exchange(blocked_, {}))
        waiting.first->cancel();
    for (const auto& waiting : std::exchange(pausing_, {}))
        waiting->cancel();
    http_.abortAll();
}

void ApiClient::noteActivity() {
    acted_ = clock_.uptime();
}

QFuture<ApiClient::JsonResult> ApiClient::ask(const ApiCall& call) {
    if (call.inSession && !hasSession())
        return readyReply<QJsonObject>(unexpected<Problem>(Problem{.kind = Kind::Unauthenticated}));
    return make(call, personalRequestFor(call));
}

QFuture<ApiClient::JsonResult> ApiClient::make(const ApiCall& call, HttpRequest request) {
    auto attempt = std::make_shared<Attempt>(Attempt{call, std::move(request), generation_, tokens_});
    attempt->promise.start();
    run(attempt);
    return attempt->promise.future();
}

Reply<Done> ApiClient::tell(const ApiCall& call) {
    return ask(call).then(this, &done);
}

Reply<Done> ApiClient::tellAs(const SecretBytes& token, const ApiCall& call) {
    HttpRequest request = requestFor(call);
    authorize(request, token);
    return make(call, std::move(request)).then(this, &done);
}

std::unique_ptr<HttpStream> ApiClient::stream(const QString& path) {
    return http_.stream(requestFor({.path = path}));
}

HttpRequest ApiClient::requestFor(const ApiCall& call) const {
    HttpRequest request{.verb = call.verb, .path = call.path, .query = call.query};
    if (call.body)
        request.body = QJsonDocument(*call.body).toJson(QJsonDocument::Compact);
    if (call.key)
        request.headers.emplace_back("Idempotency-Key", call.key->toString().toLatin1());
    if (call.version)
        request.headers.emplace_back("If-Match", '"' + QByteArray::number(*call.version) + '"');
    if (call.inSession)
        authorize(request, token_);
    return request;
}

HttpRequest ApiClient::personalRequestFor(const ApiCall& call) {
    HttpRequest request = requestFor(call);
    if (!call.inSession)
        return request;
    const auto acted = std::exchange(acted_, std::nullopt);
    if (acted && clock_.uptime() - *acted < actsCountFor)
        request.headers.emplace_back("Custos-Activity", "user");
    return request;
}

void ApiClient::run(const std::shared_ptr<Attempt>& attempt) {
    ++attempt->tries;
    http_.send(attempt->request).then(this, [this, attempt](const Result<HttpAnswer, HttpFailure>& result) {
        settle(attempt, result);
    });
}

void ApiClient::settle(const std::shared_ptr<Attempt>& attempt,
                       const Result<HttpAnswer, HttpFailure>& result) {
    if (attempt->call.inSession && attempt->generation != generation_) {
        attempt->cancel();
        return;
    }
    if (!result && tryAgain(attempt, result.error()))
        return;
    JsonResult json = result ? read(*result) : unexpected<Problem>(Problem{.kind = kindOf(result.error())});
    if (result)
        Q_EMIT answered();
    if (!json && goesOn(attempt, json.error()))
        return;
    if (!json) {
        Q_EMIT failed(json.error().kind);
        noticeLostSession(attempt->call, json.error());
    }
    attempt->finish(std::move(json));
}

bool ApiClient::tryAgain(const std::shared_ptr<Attempt>& attempt, HttpFailure failure) {
    const bool harmless = attempt->call.verb == HttpRequest::Verb::Get || attempt->call.key;
    const bool unseen = failure == HttpFailure::NotConnected;
    const bool broken = failure == HttpFailure::Broken && harmless;
    if (attempt->tries > pauses.size() || !(unseen || broken))
        return false;
    pausing_.push_back(attempt);
    QTimer::singleShot(pauses[attempt->tries - 1], this, [this, waiting = std::weak_ptr(attempt)] {
        // What was dropped meanwhile is gone, with what it would have said.
        const auto paused = waiting.lock();
        if (paused && std::erase(pausing_, paused) > 0)
            run(paused);
    });
    return true;
}

bool ApiClient::goesOn(const std::shared_ptr<Attempt>& attempt, const Problem& problem) {
    const bool outdated = attempt->call.inSession && attempt->token != tokens_;
    if (outdated && problem.kind == Kind::Unauthenticated) {
        makeAgain(attempt);
        return true;
    }
    if (problem.code != QLatin1String("opening_blocked") || attempt->wasBlocked)
        return false;
    attempt->wasBlocked = true;
    blocked_.emplace_back(attempt, problem);
    if (blocked_.size() == 1)
        Q_EMIT openingBlocked();
    return true;
}

void ApiClient::makeAgain(const std::shared_ptr<Attempt>& attempt) {
    attempt->request = personalRequestFor(attempt->call);
    attempt->token = tokens_;
    attempt->tries = 0;
    run(attempt);
}

void ApiClient::repeatBlocked() {
    for (const auto& waiting : std::exchange(blocked_, {}))
        makeAgain(waiting.first);
}

void ApiClient::refuseBlocked() {
    for (const auto& [attempt, problem] : std::exchange(blocked_, {}))
        attempt->finish(unexpected<Problem>(problem));
}

ApiClient::JsonResult ApiClient::read(const HttpAnswer& answer) {
    if (const auto leaf = wire::receipt(answer.receipt))
        Q_EMIT receiptGiven(*leaf);
    if (answer.openingBlockNear)
        Q_EMIT openingBlockNear();
    if (answer.status >= 400)
        return unexpected<Problem>(wire::problem(answer.status, answer.body));
    if (answer.status == 204)
        return QJsonObject();
    if (!isJson(answer.contentType))
        return unexpected<Problem>(Problem{.kind = Kind::Malformed});
    return wire::parseBody(answer.body);
}

void ApiClient::noticeLostSession(const ApiCall& call, const Problem& problem) {
    // Unlocking with a wrong password is refused with the same status, but the session lives.
    const bool lost =
        problem.kind == Kind::Unauthenticated && problem.code != QLatin1String("wrong_credentials");
    if (!call.inSession || !lost || !hasSession())
        return;
    endSession();
    Q_EMIT sessionLost();
}

} // namespace custos::app
