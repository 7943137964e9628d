#include "app/net/http_connection_monitor.h"

#include "app/net/api_client.h"
#include "app/net/pinned_http.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace custos::app {
namespace {

/// Whether the server says of itself that access can be logged; silence about it is a no.
bool canLogAccess(const QByteArray& health) {
    const QJsonObject services = QJsonDocument::fromJson(health)[QLatin1String("services")].toObject();
    return services[QLatin1String("audit_writer")].toString() == QLatin1String("ok");
}

} // namespace

HttpConnectionMonitor::HttpConnectionMonitor(PinnedHttp& http, ApiClient& api, const Clock& clock,
                                             std::chrono::milliseconds probeEvery, QObject* parent)
    : ConnectionMonitor(parent)
    , http_(http)
    , clock_(clock) {
    probe_.setInterval(probeEvery);
    connect(&probe_, &QTimer::timeout, this, &HttpConnectionMonitor::probeNow);
    connect(&api, &ApiClient::answered, this, &HttpConnectionMonitor::onAnswered);
    connect(&api, &ApiClient::failed, this, &HttpConnectionMonitor::onFailed);
    connect(&http, &PinnedHttp::wrongServerMet, this, [this] { become(State::WrongServer); });
}

QString HttpConnectionMonitor::host() const {
    return http_.server().addresses().first().host();
}

QString HttpConnectionMonitor::pinnedFingerprint() const {
    return http_.server().shortFingerprint();
}

void HttpConnectionMonitor::probeNow() {
    http_.probe({.path = QStringLiteral("/health")})
        .then(this, [this](const Result<HttpAnswer, HttpFailure>& result) {
            if (!result && result.error() != HttpFailure::WrongServer)
                return onFailed(Problem::Kind::Unreachable);
            if (!result)
                return become(State::WrongServer);
            lastAnswer_ = clock_.now();
            become(canLogAccess(result->body) ? State::Connected : State::AuditRefused);
        });
}

void HttpConnectionMonitor::onAnswered() {
    lastAnswer_ = clock_.now();
    // That access can be logged again is believed from the health probe alone: not every call is audited.
    if (state_ != State::AuditRefused)
        become(State::Connected);
}

void HttpConnectionMonitor::onFailed(Problem::Kind kind) {
    if (kind == Problem::Kind::Unreachable && state_ != State::WrongServer)
        become(State::Offline);
    if (kind == Problem::Kind::AuditUnavailable)
        become(State::AuditRefused);
}

void HttpConnectionMonitor::become(State state) {
    if (state == State::Connected)
        probe_.stop();
    else if (!probe_.isActive())
        probe_.start();
    if (std::exchange(state_, state) != state)
        Q_EMIT stateChanged(state);
}

} // namespace custos::app
