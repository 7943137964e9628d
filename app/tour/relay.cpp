#include "app/tour/relay.h"

#include <QNetworkProxy>

namespace custos::app {

Relay::Relay(QString host, quint16 port, QObject* parent)
    : QObject(parent)
    , host_(std::move(host))
    , port_(port) {
    connect(&listener_, &QTcpServer::newConnection, this, &Relay::accept);
    if (listener_.listen(QHostAddress::LocalHost))
        ownPort_ = listener_.serverPort();
}

void Relay::cut() {
    listener_.close();
    const auto sockets = findChildren<QTcpSocket*>();
    for (QTcpSocket* socket : sockets)
        socket->abort();
}

void Relay::mend() {
    if (!listener_.isListening() && !listener_.listen(QHostAddress::LocalHost, ownPort_))
        qWarning("the relay's port is taken");
}

void Relay::accept() {
    while (QTcpSocket* client = listener_.nextPendingConnection()) {
        auto* server = new QTcpSocket(this);
        server->setProxy(QNetworkProxy::NoProxy);
        client->setParent(this);
        server->connectToHost(host_, port_);
        join(*client, *server);
        join(*server, *client);
    }
}

void Relay::join(QTcpSocket& from, QTcpSocket& to) {
    connect(&from, &QTcpSocket::readyRead, &to, [&from, &to] { to.write(from.readAll()); });
    connect(&from, &QTcpSocket::disconnected, &to, [&from, &to] {
        to.disconnectFromHost();
        from.deleteLater();
    });
}

} // namespace custos::app
