#pragma once

#include "app/net/http.h"

#include <QFuture>
#include <QPointer>
#include <QPromise>

#include <optional>

class QNetworkReply;

namespace custos::app {

/// One request under way: takes its answer in within the limits, says once how it ended, deletes itself.
class HttpExchange : public QObject {
    Q_OBJECT
public:
    /// Takes `reply` over.
    HttpExchange(QNetworkReply* reply, qint64 largestBody, QObject* parent);

    /// Ends it now, with this reason.
    void abort(HttpFailure reason);

Q_SIGNALS:
    /// Ended by itself, without an answer.
    void transportFailed(custos::app::HttpFailure failure);

protected:
    virtual void onHead();
    virtual void onBytes() = 0;
    virtual void onEnd(const std::optional<HttpFailure>& failure) = 0;

    [[nodiscard]] QNetworkReply& reply() { return *reply_; }
    [[nodiscard]] qint64 largestBody() const { return largestBody_; }

private:
    [[nodiscard]] std::optional<HttpFailure> failure() const;
    void finish();

    QNetworkReply* const reply_;
    const qint64 largestBody_;
    std::optional<HttpFailure> reason_;
};

/// An answer that is believed only when it is there whole.
class WholeAnswer final : public HttpExchange {
    Q_OBJECT
public:
    WholeAnswer(QNetworkReply* reply, qint64 largestBody, QObject* parent);
    [[nodiscard]] QFuture<HttpResult> future() { return promise_.future(); }

private:
    void onBytes() override;
    void onEnd(const std::optional<HttpFailure>& failure) override;
    [[nodiscard]] HttpResult answer();

    QPromise<HttpResult> promise_;
    QByteArray body_;
};

/// An answer without an end; lives as long as its stream.
class EndlessAnswer final : public HttpExchange {
    Q_OBJECT
public:
    EndlessAnswer(HttpStream* stream, QNetworkReply* reply, qint64 largestBody, QObject* parent);

private:
    void onHead() override;
    void onBytes() override;
    void onEnd(const std::optional<HttpFailure>& failure) override;
    [[nodiscard]] bool isOpen();

    QPointer<HttpStream> stream_;
};

} // namespace custos::app
