#include "tests/app/support/sealed_enrolment.h"

#include "ledger/keys.h"
#include "tests/app/support/practice_authority.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace custos::test {
namespace {

QString k(const char* name) {
    return QString::fromLatin1(name);
}

QString base64(const auto& bytes) {
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())).toBase64());
}

} // namespace

QJsonObject enrolmentJson(const PracticeAuthority& authority) {
    const QDateTime end = QSslCertificate(authority.pem()).expiryDate();
    return {
        {k("format"), k("custos-enrolment")},
        {k("version"), 1},
        {k("addresses"), QJsonArray{k("https://exemplar.custos.local:8443"), k("https://127.0.0.1:8443")}},
        {k("ca"), QString::fromLatin1(authority.pem())},
        {k("pins"), QJsonArray{QString(64, u'a'), QString(64, u'b')}},
        {k("not_after"), end.toUTC().toString(Qt::ISODate)},
        {k("practice"), QJsonObject{{k("id"), k("6f2c1d0e-3b4a-4c5d-8e7f-0123456789ab")},
                                    {k("code"), k("exemplar")},
                                    {k("name"), k("Exemplar Practice \u00c4")}}},
        {k("ledger_public_key"), QString::fromLatin1(QByteArray(32, 'k').toBase64())},
        {k("issued_by"), k("a test")},
        {k("issued_at"), k("2026-11-22T03:40:00Z")},
        {k("for"), k("any computer")}};
}

QByteArray sealed(QJsonObject json) {
    const std::array<std::uint8_t, 32> seed{7};
    const auto key = ledger::SigningKey::fromSeed(ledger::SecretKey<32>(seed));
    json.remove(k("signature"));
    const QByteArray canonical = QJsonDocument(json).toJson(QJsonDocument::Compact);
    const auto signature =
        key.sign({reinterpret_cast<const std::uint8_t*>(canonical.constData()), size_t(canonical.size())});
    json.insert(k("signature"), QJsonObject{{k("public_key"), base64(key.publicKey().bytes)},
                                            {k("value"), base64(signature)}});
    return QJsonDocument(json).toJson();
}

} // namespace custos::test
