#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace custos::app {

/// Passes bytes between a loopback port and a server, until it is cut: so that the tour can show what being
/// offline looks like. TLS and the pin go through it untouched.
class Relay : public QObject {
    Q_OBJECT
public:
    Relay(QString host, quint16 port, QObject* parent = nullptr);

    /// 0 where no port could be had.
    [[nodiscard]] quint16 port() const { return listener_.serverPort(); }
    /// Breaks every connection and takes no new one.
    void cut();
    void mend();

private:
    void accept();
    void join(QTcpSocket& from, QTcpSocket& to);

    const QString host_;
    const quint16 port_;
    quint16 ownPort_ = 0;
    QTcpServer listener_;
};

} // namespace custos::app
