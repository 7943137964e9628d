#include "app/net/http_exchange.h"

#include <QNetworkReply>
#include <QNetworkRequest>

namespace custos::app {
namespace {

HttpFailure failureOf(QNetworkReply::NetworkError error) {
    switch (error) {
    case QNetworkReply::SslHandshakeFailedError:
        return HttpFailure::WrongServer;
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
        return HttpFailure::NotConnected;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::UnknownContentError:
        return HttpFailure::Unbelievable;
    default:
        return HttpFailure::Broken;
    }
}

int statusOf(const QNetworkReply& reply) {
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool isEncoded(const QNetworkReply& reply) {
    const QByteArray encoding = reply.rawHeader("Content-Encoding");
    return !encoding.isEmpty() && encoding.compare("identity", Qt::CaseInsensitive) != 0;
}

/// -1 where the header is missing or no single number.
qint64 announcedLength(const QNetworkReply& reply) {
    bool isNumber = false;
    const qint64 length = reply.rawHeader("Content-Length").toLongLong(&isNumber);
    return isNumber && length >= 0 ? length : -1;
}

QDateTime serverTime(const QNetworkReply& reply) {
    return QDateTime::fromString(QString::fromLatin1(reply.rawHeader("Date")), Qt::RFC2822Date);
}

} // namespace

HttpExchange::HttpExchange(QNetworkReply* reply, qint64 largestBody, QObject* parent)
    : QObject(parent)
    , reply_(reply)
    , largestBody_(largestBody) {
    reply_->setParent(this);
    connect(reply_, &QNetworkReply::metaDataChanged, this, &HttpExchange::onHead);
    connect(reply_, &QNetworkReply::readyRead, this, &HttpExchange::onBytes);
    connect(reply_, &QNetworkReply::finished, this, &HttpExchange::finish);
}

void HttpExchange::abort(HttpFailure reason) {
    if (!reason_)
        reason_ = reason;
    reply_->abort();
}

void HttpExchange::onHead() {
    const int status = statusOf(*reply_);
    const bool redirects = status >= 300 && status < 400;
    if (redirects || isEncoded(*reply_) || announcedLength(*reply_) > largestBody_)
        abort(HttpFailure::Unbelievable);
}

std::optional<HttpFailure> HttpExchange::failure() const {
    if (reason_ || reply_->error() == QNetworkReply::NoError)
        return reason_;
    // An error status is an answer like any other; only what broke the transport is a failure.
    const bool answered = statusOf(*reply_) >= 400 && reply_->error() >= QNetworkReply::ContentAccessDenied;
    return answered ? std::nullopt : std::optional(failureOf(reply_->error()));
}

void HttpExchange::finish() {
    const std::optional<HttpFailure> why = failure();
    const bool found = !reason_ && why;
    if (found)
        Q_EMIT transportFailed(*why);
    onEnd(why);
    deleteLater();
}

WholeAnswer::WholeAnswer(QNetworkReply* reply, qint64 largestBody, QObject* parent)
    : HttpExchange(reply, largestBody, parent) {
    promise_.start();
}

void WholeAnswer::onBytes() {
    body_.append(reply().readAll());
    if (body_.size() > largestBody())
        abort(HttpFailure::Unbelievable);
}

void WholeAnswer::onEnd(const std::optional<HttpFailure>& failure) {
    promise_.addResult(failure ? HttpResult(unexpected<HttpFailure>(*failure)) : answer());
    promise_.finish();
}

HttpResult WholeAnswer::answer() {
    body_.append(reply().readAll());
    const int status = statusOf(reply());
    // Qt calls a body that a closing connection has cut short a success: only the length tells.
    const qint64 expected = status == 204 ? 0 : announcedLength(reply());
    if (status < 200 || body_.size() != expected)
        return unexpected<HttpFailure>(HttpFailure::Unbelievable);
    return HttpAnswer{status,
                      reply().rawHeader("Content-Type"),
                      reply().rawHeader("Audit-Receipt"),
                      reply().rawHeader("Custos-Opening-Block") == "near",
                      serverTime(reply()),
                      body_};
}

EndlessAnswer::EndlessAnswer(HttpStream* stream, QNetworkReply* reply, qint64 largestBody, QObject* parent)
    : HttpExchange(reply, largestBody, parent)
    , stream_(stream) {
    connect(stream, &QObject::destroyed, this, [this] { abort(HttpFailure::Aborted); });
}

bool EndlessAnswer::isOpen() {
    return stream_ && statusOf(reply()) == 200;
}

void EndlessAnswer::onHead() {
    HttpExchange::onHead();
    if (!isOpen())
        return;
    if (reply().rawHeader("Content-Type").startsWith("text/event-stream"))
        Q_EMIT stream_->opened();
    else
        abort(HttpFailure::Unbelievable);
}

void EndlessAnswer::onBytes() {
    const QByteArray bytes = reply().readAll();
    if (isOpen())
        Q_EMIT stream_->received(bytes);
}

void EndlessAnswer::onEnd(const std::optional<HttpFailure>& failure) {
    if (stream_)
        Q_EMIT stream_->closed(statusOf(reply()), failure.value_or(HttpFailure::Broken));
}

} // namespace custos::app
