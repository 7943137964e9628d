#include "tests/app/support/rogue_server.h"

namespace custos::test {

RogueServer::RogueServer(const Leaf& leaf, Behaviour behaviour)
    : tls_(QSslConfiguration::defaultConfiguration())
    , behaviour_(std::move(behaviour)) {
    setLeaf(leaf);
    tls_.setPeerVerifyMode(QSslSocket::VerifyNone);
    if (!listen(QHostAddress::LocalHost))
        qFatal("no port to listen on");
}

void RogueServer::setLeaf(const Leaf& leaf) {
    tls_.setLocalCertificate(leaf.certificate);
    tls_.setPrivateKey(leaf.key);
}

void RogueServer::incomingConnection(qintptr descriptor) {
    ++connections_;
    auto* socket = new QSslSocket(this);
    socket->setSslConfiguration(tls_);
    connect(socket, &QSslSocket::encrypted, this, [this] { ++handshakes_; });
    connect(socket, &QSslSocket::readyRead, this, [this, socket] { read(*socket); });
    connect(socket, &QSslSocket::disconnected, this, [this, socket] {
        read(*socket);
        pending_.remove(socket);
        ++closed_;
        socket->deleteLater();
    });
    socket->setSocketDescriptor(descriptor);
    socket->startServerEncryption();
}

void RogueServer::read(QSslSocket& socket) {
    const QByteArray bytes = socket.readAll();
    applicationBytes_ += bytes.size();
    QByteArray& pending = pending_[&socket];
    pending += bytes;
    const qsizetype end = pending.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = pending.left(end + 4);
    const qsizetype at = head.toLower().indexOf("content-length: ");
    const qsizetype body = at < 0 ? 0 : head.mid(at + 16, head.indexOf('\r', at) - at - 16).toLongLong();
    if (pending.size() < end + 4 + body)
        return;
    lastBody_ = pending.mid(end + 4, body);
    pending.remove(0, end + 4 + body);
    heads_.append(head);
    behaviour_(socket, head);
}

RogueServer::Behaviour RogueServer::answerOk() {
    return [](QSslSocket& socket, const QByteArray&) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    };
}

RogueServer::Behaviour RogueServer::answer(const QByteArray& bytes) {
    return [bytes](QSslSocket& socket, const QByteArray&) {
        socket.write(bytes);
        socket.flush();
        socket.disconnectFromHost();
    };
}

} // namespace custos::test
