#pragma once

#include "ledger/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QObject>
#include <QString>
#include <QUrlQuery>

namespace custos::app {

struct HttpRequest {
    enum class Verb { Get, Post, Patch, Delete };
    Verb verb = Verb::Get;
    QString path;
    QUrlQuery query = {};
    QByteArray body = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {};
};

struct HttpAnswer {
    int status;
    QByteArray contentType;
    QByteArray receipt;    ///< `Audit-Receipt`, empty where none came
    bool openingBlockNear; ///< `Custos-Opening-Block: near`
    QDateTime serverTime;  ///< `Date`, invalid where none came
    QByteArray body;       ///< Whole: as long as its Content-Length said.
};

enum class HttpFailure {
    NotConnected, ///< No connection came about: the server has seen nothing.
    Broken,       ///< Sent, perhaps; nothing is known about what the server did.
    WrongServer,  ///< TLS or the pin failed. Not one byte of the request was sent.
    Unbelievable, ///< Cut short, oversize, encoded, redirected: not what this server sends. Discarded.
    Aborted       ///< By `abortAll`.
};

using HttpResult = Result<HttpAnswer, HttpFailure>;

/// A response that goes on: server-sent events. Deleting it closes the connection.
class HttpStream : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

Q_SIGNALS:
    void opened();
    void received(const QByteArray& bytes);
    /// Once, and the last word: `status` is 0 where no answer came.
    void closed(int status, custos::app::HttpFailure failure);
};

} // namespace custos::app
