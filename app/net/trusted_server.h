#pragma once

#include "models/domain/enrolment.h"

#include <QSslCertificate>
#include <QSslConfiguration>

#include <optional>

namespace custos::app {

/// Whom this client may talk to, and how it knows them: one authority, one or two keys, a few addresses.
class TrustedServer {
public:
    /// Nothing where the enrolment's authority is no single certificate, or a pin is not 32 bytes.
    [[nodiscard]] static std::optional<TrustedServer> from(const Enrolment& enrolment);

    /// Tried in order; at least one.
    [[nodiscard]] const QList<QUrl>& addresses() const { return addresses_; }
    /// TLS 1.3 or later, this authority and no other, the peer verified against the host's name.
    [[nodiscard]] QSslConfiguration tls() const;
    /// Whether the leaf's key is one of the pins (RFC 7469 section 2.4). Only P-256 keys count: for a key
    /// that Qt cannot read it hands out an empty DER, whose hash would match any other such key.
    [[nodiscard]] bool isPinned(const QSslCertificate& leaf) const;
    /// The first two groups of the key in use, "7F3A C21E".
    [[nodiscard]] QString shortFingerprint() const;

private:
    TrustedServer(QList<QUrl> addresses, const QSslCertificate& authority, QList<QByteArray> pins);

    QList<QUrl> addresses_;
    QSslCertificate authority_;
    QList<QByteArray> pins_;
};

/// SHA-256 of the certificate's SubjectPublicKeyInfo, or empty where its key is not on P-256.
[[nodiscard]] QByteArray spkiPin(const QSslCertificate& certificate);

} // namespace custos::app
