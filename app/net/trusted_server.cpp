#include "app/net/trusted_server.h"

#include <QCryptographicHash>
#include <QSslKey>

namespace custos::app {

namespace {
constexpr qsizetype pinSize = 32;
}

TrustedServer::TrustedServer(QList<QUrl> addresses, const QSslCertificate& authority, QList<QByteArray> pins)
    : addresses_(std::move(addresses))
    , authority_(authority)
    , pins_(std::move(pins)) {}

std::optional<TrustedServer> TrustedServer::from(const Enrolment& enrolment) {
    const auto authorities = QSslCertificate::fromData(enrolment.ca, QSsl::Pem);
    const bool pinsFit = std::all_of(enrolment.pins.begin(), enrolment.pins.end(),
                                     [](const QByteArray& pin) { return pin.size() == pinSize; });
    if (enrolment.addresses.isEmpty() || authorities.size() != 1 || authorities.first().isNull() ||
        enrolment.pins.isEmpty() || !pinsFit)
        return std::nullopt;
    return TrustedServer(enrolment.addresses, authorities.first(), enrolment.pins);
}

QSslConfiguration TrustedServer::tls() const {
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_3OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    // Replaces the system's authorities, and stops Qt from loading them on demand.
    tls.setCaCertificates({authority_});
    tls.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    return tls;
}

bool TrustedServer::isPinned(const QSslCertificate& leaf) const {
    const QByteArray pin = spkiPin(leaf);
    return !pin.isEmpty() && pins_.contains(pin);
}

QString TrustedServer::shortFingerprint() const {
    const QString hex = QString::fromLatin1(pins_.first().toHex()).toUpper();
    return hex.left(4) + QLatin1Char(' ') + hex.mid(4, 4);
}

QByteArray spkiPin(const QSslCertificate& certificate) {
    const QSslKey key = certificate.publicKey();
    const QByteArray der = key.toDer();
    if (key.algorithm() != QSsl::Ec || key.length() != 256 || der.isEmpty())
        return {};
    return QCryptographicHash::hash(der, QCryptographicHash::Sha256);
}

} // namespace custos::app
