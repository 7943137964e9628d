#pragma once

#include "app/net/http.h"
#include "app/net/trusted_server.h"

#include <QFuture>
#include <QPointer>

#include <chrono>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;
class QNetworkRequest;

namespace custos::app {

class HttpExchange;

/// HTTP to the enrolled server and nobody else. No request byte leaves before the peer has proven, on that
/// very connection, to hold a pinned key under the practice's authority (RFC 7469 section 2.6; the order is
/// what matters: Qt tells of the handshake on `QNetworkAccessManager::encrypted`, before it writes).
///
/// HTTP/2 is off (its preface would go out first), redirects are not followed, proxies from the environment
/// and cookies are ignored. Once a wrong server has been met every request is refused at the door, until a
/// `probe` has found the right one again. Lives on the GUI thread.
class PinnedHttp : public QObject {
    Q_OBJECT
public:
    struct Limits {
        qint64 largestBody = 8 * 1024 * 1024;                          ///< bytes
        std::chrono::milliseconds patience = std::chrono::seconds(20); ///< without any progress
    };

    PinnedHttp(TrustedServer server, Limits limits, QObject* parent = nullptr);
    explicit PinnedHttp(TrustedServer server, QObject* parent = nullptr);
    ~PinnedHttp() override;

    [[nodiscard]] QFuture<HttpResult> send(const HttpRequest& request);
    [[nodiscard]] std::unique_ptr<HttpStream> stream(const HttpRequest& request);
    /// Like `send`, and allowed after a wrong server was met: it is how the right one is found again.
    [[nodiscard]] QFuture<HttpResult> probe(const HttpRequest& request);
    /// Shakes hands ahead of the first request; checked like any other connection.
    void connectAhead();
    /// Every request and stream under way ends with `Aborted`, now.
    void abortAll();
    /// Also closes every connection: OpenSSL keeps the last record that it decrypted for as long as one
    /// lives.
    void disconnectAll();

    [[nodiscard]] const TrustedServer& server() const { return server_; }
    [[nodiscard]] bool metWrongServer() const { return wrongServer_; }

Q_SIGNALS:
    void wrongServerMet();
    void rightServerMet();

private:
    [[nodiscard]] QFuture<HttpResult> begin(const HttpRequest& request);
    [[nodiscard]] QNetworkReply* start(const HttpRequest& request, std::chrono::milliseconds patience);
    void follow(HttpExchange* exchange);
    [[nodiscard]] QNetworkRequest prepare(const HttpRequest& request) const;
    /// Made when it is first needed: loading Qt's TLS is not worth delaying the first window for.
    [[nodiscard]] QNetworkAccessManager& manager();
    void dropManager();
    void checkPeer(QNetworkReply* reply);
    void onTransportFailed(HttpFailure failure);
    bool shutDoor();
    void dropEverything();
    void tryNextAddress();

    const TrustedServer server_;
    const Limits limits_;
    std::unique_ptr<QNetworkAccessManager> manager_;
    QList<QPointer<HttpExchange>> underWay_;
    qsizetype address_ = 0;
    bool wrongServer_ = false;
};

} // namespace custos::app
