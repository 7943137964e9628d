#pragma once

#include "models/domain/enrolment.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QTemporaryDir>

namespace custos::test {

struct Leaf {
    QSslCertificate certificate;
    QSslKey key; ///< Null for key types that Qt cannot hold; the files below have it all the same.
    QString certificateFile;
    QString keyFile;
};

struct LeafSpec {
    QString algorithm = QStringLiteral("P-256"); ///< "P-256", "P-384", "ED25519"
    QString address = QStringLiteral("IP:127.0.0.1");
    int days = 30;
};

/// A certificate authority in a directory of its own, by the openssl command.
class PracticeAuthority {
public:
    PracticeAuthority();

    [[nodiscard]] Leaf issue(const LeafSpec& spec = {});
    /// A leaf that signs itself.
    [[nodiscard]] Leaf selfSigned();
    [[nodiscard]] QByteArray pem() const;
    /// An enrolment with this authority, for `leaf` at 127.0.0.1 and this port.
    [[nodiscard]] Enrolment enrolment(const Leaf& leaf, quint16 port) const;

private:
    QString newKey(const QString& algorithm);
    void run(const QStringList& arguments);
    [[nodiscard]] QString file(const QString& name) const { return directory_.filePath(name); }

    QTemporaryDir directory_;
    int issued_ = 0;
};

/// SHA-256 of the SubjectPublicKeyInfo as the openssl command computes it, whatever the key type.
[[nodiscard]] QByteArray pinByOpenssl(const Leaf& leaf);

} // namespace custos::test
