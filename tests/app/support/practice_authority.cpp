#include "tests/app/support/practice_authority.h"

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>

namespace custos::test {
namespace {

QByteArray openssl(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral("openssl"), arguments);
    if (!process.waitForFinished(20000) || process.exitCode() != 0)
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')),
               process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

QByteArray contents(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace

PracticeAuthority::PracticeAuthority() {
    openssl({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-new"), QStringLiteral("-key"),
             newKey(QStringLiteral("P-256")), QStringLiteral("-subj"),
             QStringLiteral("/CN=Exemplar Practice CA"), QStringLiteral("-days"), QStringLiteral("365"),
             QStringLiteral("-out"), file(QStringLiteral("ca.pem"))});
}

QString PracticeAuthority::newKey(const QString& algorithm) {
    const QString path = file(QStringLiteral("key%1.pem").arg(issued_));
    QStringList arguments{QStringLiteral("genpkey"), QStringLiteral("-out"), path,
                          QStringLiteral("-algorithm")};
    if (algorithm == QLatin1String("ED25519"))
        arguments << algorithm;
    else
        arguments << QStringLiteral("EC") << QStringLiteral("-pkeyopt")
                  << QStringLiteral("ec_paramgen_curve:") + algorithm;
    openssl(arguments);
    return path;
}

Leaf PracticeAuthority::issue(const LeafSpec& spec) {
    ++issued_;
    const QString key = newKey(spec.algorithm);
    const QString request = file(QStringLiteral("request"));
    const QString extensions = file(QStringLiteral("extensions"));
    const QString certificate = file(QStringLiteral("leaf%1.pem").arg(issued_));
    write(extensions, "subjectAltName=" + spec.address.toUtf8() + "\nextendedKeyUsage=serverAuth\n");
    openssl({QStringLiteral("req"), QStringLiteral("-new"), QStringLiteral("-key"), key,
             QStringLiteral("-subj"), QStringLiteral("/CN=leaf"), QStringLiteral("-out"), request});
    openssl({QStringLiteral("x509"), QStringLiteral("-req"), QStringLiteral("-in"), request,
             QStringLiteral("-CA"), file(QStringLiteral("ca.pem")), QStringLiteral("-CAkey"),
             file(QStringLiteral("key0.pem")), QStringLiteral("-set_serial"), QString::number(issued_),
             QStringLiteral("-days"), QString::number(spec.days), QStringLiteral("-extfile"), extensions,
             QStringLiteral("-out"), certificate});
    return Leaf{QSslCertificate(contents(certificate)), QSslKey(contents(key), QSsl::Ec), certificate, key};
}

Leaf PracticeAuthority::selfSigned() {
    ++issued_;
    const QString key = newKey(QStringLiteral("P-256"));
    const QString certificate = file(QStringLiteral("leaf%1.pem").arg(issued_));
    openssl({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-new"), QStringLiteral("-key"),
             key, QStringLiteral("-subj"), QStringLiteral("/CN=leaf"), QStringLiteral("-addext"),
             QStringLiteral("subjectAltName=IP:127.0.0.1"), QStringLiteral("-out"), certificate});
    return Leaf{QSslCertificate(contents(certificate)), QSslKey(contents(key), QSsl::Ec), certificate, key};
}

QByteArray PracticeAuthority::pem() const {
    return contents(file(QStringLiteral("ca.pem")));
}

Enrolment PracticeAuthority::enrolment(const Leaf& leaf, quint16 port) const {
    return Enrolment{.addresses = {QUrl(QStringLiteral("https://127.0.0.1:%1").arg(port))},
                     .ca = pem(),
                     .pins = {pinByOpenssl(leaf)},
                     .notAfter = QDateTime::currentDateTimeUtc().addDays(300),
                     .practice = PracticeId::create(),
                     .practiceCode = QStringLiteral("exemplar"),
                     .practiceName = QStringLiteral("Exemplar Practice"),
                     .ledgerPublicKey = QByteArray(32, 'k'),
                     .issuedBy = QStringLiteral("a test"),
                     .issuedAt = QDateTime::currentDateTimeUtc(),
                     .issuedFor = QStringLiteral("a test")};
}

QByteArray pinByOpenssl(const Leaf& leaf) {
    const QByteArray der =
        openssl({QStringLiteral("pkey"), QStringLiteral("-in"), leaf.keyFile, QStringLiteral("-pubout"),
                 QStringLiteral("-outform"), QStringLiteral("DER")});
    return QCryptographicHash::hash(der, QCryptographicHash::Sha256);
}

} // namespace custos::test
