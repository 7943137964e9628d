#pragma once

#include "app/net/http.h"
#include "models/domain/problem.h"
#include "models/domain/secret_bytes.h"

#include <QJsonObject>
#include <QObject>
#include <QPromise>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace custos {
class Clock;
} // namespace custos

namespace custos::app {

class PinnedHttp;

/// One call of the API (server/api/openapi.json).
struct ApiCall {
    HttpRequest::Verb verb = HttpRequest::Verb::Get;
    QString path;
    QUrlQuery query = {};
    std::optional<QJsonObject> body = {};
    std::optional<IdempotencyKey> key = {}; ///< Makes a write safe to repeat.
    std::optional<int> version = {};        ///< `If-Match`
    bool inSession = true;                  ///< Carries the bearer token; ends with the session.
};

/// Calls with the session's bearer token, and turns every end into a value or one Problem.
///
/// Holds the only copy of the token, in locked memory. An answer that arrives after its session is gone is
/// dropped (Problem::Cancelled), so that nothing of one person is ever shown to the next. A broken connection
/// is tried again where that is safe: reads, and writes under the same idempotency key. Lives on the GUI
/// thread; replies come there.
class ApiClient : public QObject {
    Q_OBJECT
public:
    using JsonResult = Result<QJsonObject, Problem>;

    ApiClient(PinnedHttp& http, const Clock& clock, QObject* parent = nullptr);

    void beginSession(SecretBytes token);
    /// Wipes the token and drops every call. Safe to repeat.
    void endSession();
    /// Ends every call with Cancelled, now: those under way, those that wait to be tried again and those that
    /// wait for a code. The session goes on.
    void dropCalls();
    /// The session goes on under another token. Calls under way that the server refused because they carried
    /// the old one are made again.
    void renewToken(SecretBytes token);
    [[nodiscard]] bool hasSession() const { return !token_.isEmpty(); }

    /// The person did something: the session's next call says so, and keeps it alive, if it is made within a
    /// minute. A stream says nothing of it, because it is made anew when nobody is there.
    void noteActivity();

    /// The answer's object; empty for 204.
    [[nodiscard]] QFuture<JsonResult> ask(const ApiCall& call);
    template<class T>
    [[nodiscard]] Reply<T> ask(const ApiCall& call, Result<T, Problem> (*parse)(const QJsonObject&)) {
        return ask(call).then(this, [parse](const JsonResult& json) {
            return json ? parse(*json) : Result<T, Problem>(unexpected<Problem>(json.error()));
        });
    }
    [[nodiscard]] Reply<Done> tell(const ApiCall& call);
    /// Under the token of a session that is nobody's here; `call` is one outside of this client's session.
    [[nodiscard]] Reply<Done> tellAs(const SecretBytes& token, const ApiCall& call);
    /// Makes the calls again, once, that wait since `openingBlocked`.
    void repeatBlocked();
    /// Answers them with the refusal that they met.
    void refuseBlocked();
    /// Server-sent events of the session.
    [[nodiscard]] std::unique_ptr<HttpStream> stream(const QString& path);

Q_SIGNALS:
    /// The server no longer knows the session. Everything of it here is gone already.
    void sessionLost();
    /// Opening patients is blocked until this person shows a fresh factor (docs/encryption.md). Calls that
    /// meet it wait, and whoever hears this ends the wait. Said once for all that wait together.
    void openingBlocked();
    /// The call has brought this person near that block. Said for every such call.
    void openingBlockNear();
    /// After every answer and every failure, for whoever watches the connection. `AuditUnavailable` and the
    /// like are answers; only the kinds of transport are failures.
    void answered();
    void failed(custos::Problem::Kind kind);
    /// An answer's leaf hash (`Audit-Receipt`), 32 bytes.
    void receiptGiven(const QByteArray& leaf);

private:
    struct Attempt;

    [[nodiscard]] QFuture<JsonResult> make(const ApiCall& call, HttpRequest request);
    void run(const std::shared_ptr<Attempt>& attempt);
    void settle(const std::shared_ptr<Attempt>& attempt, const Result<HttpAnswer, HttpFailure>& result);
    [[nodiscard]] bool tryAgain(const std::shared_ptr<Attempt>& attempt, HttpFailure failure);
    [[nodiscard]] JsonResult read(const HttpAnswer& answer);
    [[nodiscard]] HttpRequest requestFor(const ApiCall& call) const;
    /// The same, and it tells of what the person did.
    [[nodiscard]] HttpRequest personalRequestFor(const ApiCall& call);
    /// Whether the refusal is not the call's last word, and somebody sees to it that it gets another.
    [[nodiscard]] bool goesOn(const std::shared_ptr<Attempt>& attempt, const Problem& problem);
    void makeAgain(const std::shared_ptr<Attempt>& attempt);
    void noticeLostSession(const ApiCall& call, const Problem& problem);

    PinnedHttp& http_;
    const Clock& clock_;
    SecretBytes token_;
    quint64 generation_ = 0; ///< Rises when a session begins, and when calls are dropped.
    quint64 tokens_ = 0;     ///< Rises with each token.
    std::vector<std::shared_ptr<Attempt>> pausing_; ///< Broken off, and to be tried again in a moment
    std::vector<std::pair<std::shared_ptr<Attempt>, Problem>> blocked_;
    std::optional<std::chrono::milliseconds> acted_; ///< uptime of what no call has told of yet
};

} // namespace custos::app
