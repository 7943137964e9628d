#include "app/net/pinned_http.h"

#include "app/net/http_exchange.h"

#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPromise>

namespace custos::app {
namespace {

/// No cookie is ever kept or sent, whatever a server tries.
class NoCookies : public QNetworkCookieJar {
public:
    QList<QNetworkCookie> cookiesForUrl(const QUrl&) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie>&, const QUrl&) override { return false; }
};

QByteArray verbName(HttpRequest::Verb verb) {
    switch (verb) {
    case HttpRequest::Verb::Get:
        return QByteArrayLiteral("GET");
    case HttpRequest::Verb::Post:
        return QByteArrayLiteral("POST");
    case HttpRequest::Verb::Patch:
        return QByteArrayLiteral("PATCH");
    case HttpRequest::Verb::Delete:
        return QByteArrayLiteral("DELETE");
    }
    Q_UNREACHABLE();
}

QFuture<HttpResult> failed(HttpFailure failure) {
    QPromise<HttpResult> promise;
    promise.start();
    promise.addResult(unexpected<HttpFailure>(failure));
    promise.finish();
    return promise.future();
}

} // namespace

PinnedHttp::PinnedHttp(TrustedServer server, Limits limits, QObject* parent)
    : QObject(parent)
    , server_(std::move(server))
    , limits_(limits) {}

PinnedHttp::PinnedHttp(TrustedServer server, QObject* parent)
    : PinnedHttp(std::move(server), Limits(), parent) {}

PinnedHttp::~PinnedHttp() {
    abortAll();
}

QFuture<HttpResult> PinnedHttp::send(const HttpRequest& request) {
    return wrongServer_ ? failed(HttpFailure::WrongServer) : begin(request);
}

QFuture<HttpResult> PinnedHttp::probe(const HttpRequest& request) {
    return begin(request);
}

QFuture<HttpResult> PinnedHttp::begin(const HttpRequest& request) {
    auto* exchange = new WholeAnswer(start(request, limits_.patience), limits_.largestBody, this);
    follow(exchange);
    return exchange->future();
}

std::unique_ptr<HttpStream> PinnedHttp::stream(const HttpRequest& request) {
    auto stream = std::make_unique<HttpStream>();
    if (wrongServer_) {
        // Later, as always: whoever asks connects to the stream first.
        QMetaObject::invokeMethod(
            stream.get(), [s = stream.get()] { Q_EMIT s->closed(0, HttpFailure::WrongServer); },
            Qt::QueuedConnection);
        return stream;
    }
    QNetworkReply* reply = start(request, std::chrono::milliseconds::zero());
    follow(new EndlessAnswer(stream.get(), reply, limits_.largestBody, this));
    return stream;
}

void PinnedHttp::follow(HttpExchange* exchange) {
    underWay_.removeIf([](const QPointer<HttpExchange>& other) { return other.isNull(); });
    underWay_.append(exchange);
    connect(exchange, &HttpExchange::transportFailed, this, &PinnedHttp::onTransportFailed);
}

void PinnedHttp::connectAhead() {
    const QUrl url = server_.addresses().at(address_);
    if (!wrongServer_)
        manager().connectToHostEncrypted(url.host(), quint16(url.port(443)), server_.tls());
}

void PinnedHttp::abortAll() {
    const auto exchanges = std::exchange(underWay_, {});
    for (const QPointer<HttpExchange>& exchange : exchanges)
        if (exchange)
            exchange->abort(HttpFailure::Aborted);
}

void PinnedHttp::disconnectAll() {
    abortAll();
    dropManager();
}

QNetworkReply* PinnedHttp::start(const HttpRequest& request, std::chrono::milliseconds patience) {
    QNetworkRequest prepared = prepare(request);
    prepared.setTransferTimeout(int(patience.count()));
    return manager().sendCustomRequest(prepared, verbName(request.verb), request.body);
}

QNetworkRequest PinnedHttp::prepare(const HttpRequest& request) const {
    QUrl url = server_.addresses().at(address_);
    url.setPath(request.path);
    if (!request.query.isEmpty())
        url.setQuery(request.query);
    QNetworkRequest prepared(url);
    prepared.setSslConfiguration(server_.tls());
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    prepared.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setRawHeader("User-Agent", "Custos/" CUSTOS_VERSION);
    // Naming an encoding stops Qt from unpacking by itself: a bomb stays packed and is refused.
    prepared.setRawHeader("Accept-Encoding", "identity");
    if (!request.body.isEmpty())
        prepared.setRawHeader("Content-Type", "application/json");
    for (const auto& [name, value] : request.headers)
        prepared.setRawHeader(name, value);
    return prepared;
}

QNetworkAccessManager& PinnedHttp::manager() {
    if (manager_)
        return *manager_;
    manager_ = std::make_unique<QNetworkAccessManager>();
    manager_->setProxy(QNetworkProxy::NoProxy);
    manager_->setCookieJar(new NoCookies);
    manager_->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    connect(manager_.get(), &QNetworkAccessManager::encrypted, this, &PinnedHttp::checkPeer,
            Qt::DirectConnection);
    return *manager_;
}

void PinnedHttp::dropManager() {
    // Later: it may be the one that is speaking.
    if (QNetworkAccessManager* dropped = manager_.release())
        dropped->deleteLater();
}

void PinnedHttp::onTransportFailed(HttpFailure failure) {
    if (failure == HttpFailure::NotConnected || failure == HttpFailure::Broken)
        tryNextAddress();
    if (failure != HttpFailure::WrongServer || !shutDoor())
        return;
    // Later: Qt is still telling the others on this connection of the failed handshake.
    QMetaObject::invokeMethod(
        this, [this] { dropEverything(); }, Qt::QueuedConnection);
}

void PinnedHttp::checkPeer(QNetworkReply* reply) {
    if (server_.isPinned(reply->sslConfiguration().peerCertificate())) {
        if (std::exchange(wrongServer_, false))
            Q_EMIT rightServerMet();
        return;
    }
    shutDoor();
    // Here, before the event loop runs again, so that nothing of any request is ever written. A connection
    // made ahead has a reply of its own, which no exchange knows.
    dropEverything();
    reply->abort();
}

bool PinnedHttp::shutDoor() {
    if (std::exchange(wrongServer_, true))
        return false;
    tryNextAddress();
    Q_EMIT wrongServerMet();
    return true;
}

void PinnedHttp::dropEverything() {
    const auto exchanges = std::exchange(underWay_, {});
    for (const QPointer<HttpExchange>& exchange : exchanges)
        if (exchange)
            exchange->abort(HttpFailure::WrongServer);
    // A connection made ahead stays open behind the manager's back: nothing may find it there later.
    dropManager();
}

void PinnedHttp::tryNextAddress() {
    address_ = (address_ + 1) % server_.addresses().size();
}

} // namespace custos::app
