#include "app/enrolment/enrolment_file.h"

#include "ledger/keys.h"
#include "models/wire/reader.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSslCertificate>

namespace custos::app {
namespace {

using wire::Parsed;
using wire::Reader;

struct PracticeNamed {
    PracticeId id;
    QString code;
    QString name;
};

struct DamageSeal {
    QByteArray publicKey;
    QByteArray value;
};

Parsed<PracticeNamed> practiceNamed(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<PracticeId>(QLatin1String("id"));
    const QString code = in.text(QLatin1String("code"), 1, 64);
    const QString name = in.text(QLatin1String("name"), 1, 200);
    if (!in.complete())
        return in.problem();
    return PracticeNamed{*id, code, name};
}

Parsed<DamageSeal> damageSeal(const QJsonObject& json) {
    Reader in(json);
    const QByteArray key = in.base64(QLatin1String("public_key"), 32, 32);
    const QByteArray value = in.base64(QLatin1String("value"), 64, 64);
    if (!in.complete())
        return in.problem();
    return DamageSeal{key, value};
}

QList<QUrl> addresses(Reader& in) {
    const QStringList texts = in.texts(QLatin1String("addresses"), 300);
    QList<QUrl> urls;
    for (const QString& text : texts) {
        const QUrl url(text, QUrl::StrictMode);
        const bool bare =
            url.path().isEmpty() && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
        if (!url.isValid() || url.scheme() != QLatin1String("https") || url.host().isEmpty() || !bare)
            in.refuse(QLatin1String("addresses"));
        urls.append(url);
    }
    if (urls.isEmpty() || urls.size() > 4)
        in.refuse(QLatin1String("addresses"));
    return urls;
}

QList<QByteArray> pins(Reader& in) {
    const QStringList texts = in.texts(QLatin1String("pins"), 64);
    QList<QByteArray> pins;
    for (const QString& text : texts) {
        pins.append(QByteArray::fromHex(text.toLatin1()));
        if (QString::fromLatin1(pins.last().toHex()) != text || pins.last().size() != 32)
            in.refuse(QLatin1String("pins"));
    }
    if (pins.isEmpty() || pins.size() > 2)
        in.refuse(QLatin1String("pins"));
    return pins;
}

template<size_t Size>
std::array<std::uint8_t, Size> arrayOf(const QByteArray& bytes) {
    std::array<std::uint8_t, Size> array{};
    std::copy_n(bytes.begin(), Size, array.begin());
    return array;
}

bool isUndamaged(QJsonObject json, const DamageSeal& seal) {
    json.remove(QLatin1String("signature"));
    // RFC 8785: for this file's types, compact JSON with sorted members is the canonical form.
    const QByteArray canonical = QJsonDocument(json).toJson(QJsonDocument::Compact);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(canonical.constData());
    return ledger::signatureHolds({arrayOf<32>(seal.publicKey)}, {bytes, size_t(canonical.size())},
                                  arrayOf<64>(seal.value));
}

/// The file ends when its authority does, at the latest.
bool authorityFits(const Enrolment& enrolment) {
    const auto authorities = QSslCertificate::fromData(enrolment.ca, QSsl::Pem);
    return authorities.size() == 1 && !authorities.first().isNull() &&
           enrolment.notAfter <= authorities.first().expiryDate();
}

std::optional<Enrolment> parse(const QJsonObject& json) {
    Reader in(json);
    (void)in.text(QLatin1String("format"), 1, 64);
    (void)in.integer(QLatin1String("version"), 1, 1);
    QList<QUrl> urls = addresses(in);
    const QByteArray ca = in.text(QLatin1String("ca"), 1, 16384).toLatin1();
    QList<QByteArray> keys = pins(in);
    const QDateTime notAfter = in.instant(QLatin1String("not_after"));
    const auto practice = in.object(QLatin1String("practice"), &practiceNamed);
    const QByteArray ledgerKey = in.base64(QLatin1String("ledger_public_key"), 32, 32);
    const QString issuedBy = in.text(QLatin1String("issued_by"), 1, 300);
    const QDateTime issuedAt = in.instant(QLatin1String("issued_at"));
    const QString issuedFor = in.text(QLatin1String("for"), 1, 300);
    const auto seal = in.object(QLatin1String("signature"), &damageSeal);
    if (!in.complete() || !isUndamaged(json, *seal))
        return std::nullopt;
    return Enrolment{std::move(urls), ca,        std::move(keys), notAfter, practice->id, practice->code,
                     practice->name,  ledgerKey, issuedBy,        issuedAt, issuedFor};
}

bool isOurFormat(const QJsonObject& json) {
    return json.value(QLatin1String("format")) == QLatin1String("custos-enrolment") &&
           json.value(QLatin1String("version")) == 1;
}

} // namespace

Result<Enrolment, EnrolmentFailure> readEnrolment(const QByteArray& file, const QDateTime& now) {
    const auto json = wire::parseBody(file);
    // What begins like one and does not parse was cut short or rewrapped on its way.
    if (!json)
        return unexpected<EnrolmentFailure>(file.startsWith('{') ? EnrolmentFailure::Damaged
                                                                 : EnrolmentFailure::NotEnrolment);
    if (!isOurFormat(*json))
        return unexpected<EnrolmentFailure>(EnrolmentFailure::NotEnrolment);
    auto enrolment = parse(*json);
    if (!enrolment)
        return unexpected<EnrolmentFailure>(EnrolmentFailure::Damaged);
    if (!authorityFits(*enrolment))
        return unexpected<EnrolmentFailure>(EnrolmentFailure::BadCertificate);
    if (enrolment->notAfter <= now)
        return unexpected<EnrolmentFailure>(EnrolmentFailure::Expired);
    return std::move(*enrolment);
}

QStringList fingerprintOf(const QByteArray& file) {
    const QString hex =
        QString::fromLatin1(QCryptographicHash::hash(file, QCryptographicHash::Sha256).toHex()).toUpper();
    QStringList groups;
    for (int at = 0; at < hex.size(); at += 4)
        groups.append(hex.mid(at, 4));
    return groups;
}

} // namespace custos::app
