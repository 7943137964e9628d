#pragma once

#include "tests/app/support/practice_authority.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>

#include <functional>

namespace custos::test {

/// A TLS server that counts what it is told and answers as it likes.
class RogueServer : public QTcpServer {
    Q_OBJECT
public:
    /// Called once per request head; writes whatever it wants, and may close.
    using Behaviour = std::function<void(QSslSocket& socket, const QByteArray& head)>;

    explicit RogueServer(const Leaf& leaf, Behaviour behaviour = answerOk());

    void setProtocol(QSsl::SslProtocol protocol) { tls_.setProtocol(protocol); }
    void setLeaf(const Leaf& leaf);
    void setBehaviour(Behaviour behaviour) { behaviour_ = std::move(behaviour); }

    /// Decrypted bytes that reached this server: what a wrong server would have learned.
    [[nodiscard]] qint64 applicationBytes() const { return applicationBytes_; }
    [[nodiscard]] int connections() const { return connections_; }
    [[nodiscard]] int handshakes() const { return handshakes_; }
    [[nodiscard]] int closed() const { return closed_; }
    [[nodiscard]] const QList<QByteArray>& heads() const { return heads_; }
    /// Of the request that is being answered.
    [[nodiscard]] const QByteArray& lastBody() const { return lastBody_; }

    [[nodiscard]] static Behaviour answerOk();
    /// Writes these bytes and closes.
    [[nodiscard]] static Behaviour answer(const QByteArray& bytes);

private:
    void incomingConnection(qintptr descriptor) override;
    void read(QSslSocket& socket);

    QSslConfiguration tls_;
    Behaviour behaviour_;
    QHash<QSslSocket*, QByteArray> pending_;
    QList<QByteArray> heads_;
    QByteArray lastBody_;
    qint64 applicationBytes_ = 0;
    int connections_ = 0;
    int handshakes_ = 0;
    int closed_ = 0;
};

} // namespace custos::test
