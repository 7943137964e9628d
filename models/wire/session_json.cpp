#include "models/wire/session_json.h"

namespace custos::wire {
namespace {

constexpr int longestIdle = 86400;
constexpr qsizetype shareSize = 32;

QString token(Reader& in, QLatin1String name) {
    QString token = in.text(name, 43, 64);
    const bool base64Url = std::all_of(token.begin(), token.end(), [](QChar c) {
        return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') ||
               c == u'-' || c == u'_';
    });
    if (!base64Url)
        in.refuse(name);
    return token;
}

SecretBytes share(Reader& in) {
    return SecretBytes::take(in.base64(QLatin1String("cache_share"), shareSize, shareSize));
}

} // namespace

Parsed<Practice> practice(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<PracticeId>(QLatin1String("id"));
    const QString code = in.text(QLatin1String("code"), 1, 64);
    const QString name = in.text(QLatin1String("name"), 1, 200);
    const QTimeZone zone = in.zone(QLatin1String("time_zone"));
    const auto idle = in.integer(QLatin1String("idle_lock_seconds"), 60, 1800);
    if (!in.complete())
        return in.problem();
    return Practice{*id, code, name, zone, int(idle)};
}

Parsed<User> user(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<UserId>(QLatin1String("id"));
    const QString username = in.text(QLatin1String("username"), 1, 128);
    const QString displayName = in.text(QLatin1String("display_name"), 1, 200);
    const QStringList roles = in.texts(QLatin1String("roles"), 64);
    const QStringList permissions = in.texts(QLatin1String("permissions"), 64);
    const auto provider = in.idOrNull<ProviderId>(QLatin1String("provider_id"));
    if (!in.complete())
        return in.problem();
    return User{*id, username, displayName, roles, permissions, provider};
}

Parsed<ChallengeIssued> challengeIssued(const QJsonObject& json) {
    Reader in(json);
    const QString challenge = token(in, QLatin1String("challenge"));
    const QStringList methods = in.texts(QLatin1String("methods"), 16);
    if (!in.complete())
        return in.problem();
    return ChallengeIssued{challenge, SecondFactor{methods}};
}

Parsed<SignedIn> signedIn(const QJsonObject& json) {
    Reader in(json);
    SecretBytes bearer = SecretBytes::take(token(in, QLatin1String("token")).toLatin1());
    const QDateTime expiry = in.instant(QLatin1String("absolute_expiry"));
    const auto idle = in.integer(QLatin1String("idle_seconds"), 1, longestIdle);
    SecretBytes cacheShare = share(in);
    auto who = in.object(QLatin1String("user"), &user);
    auto where = in.object(QLatin1String("practice"), &practice);
    if (!in.complete())
        return in.problem();
    return SignedIn{std::move(bearer), std::move(cacheShare),
                    Session{std::move(*who), std::move(*where), expiry, int(idle)}};
}

Parsed<Session> sessionState(const QJsonObject& json) {
    Reader in(json);
    (void)in.id<SessionId>(QLatin1String("id"));
    const QDateTime expiry = in.instant(QLatin1String("absolute_expiry"));
    const auto idle = in.integer(QLatin1String("idle_seconds"), 1, longestIdle);
    auto who = in.object(QLatin1String("user"), &user);
    auto where = in.object(QLatin1String("practice"), &practice);
    if (!in.complete())
        return in.problem();
    return Session{std::move(*who), std::move(*where), expiry, int(idle)};
}

Parsed<Unlocked> unlocked(const QJsonObject& json) {
    Reader in(json);
    SecretBytes cacheShare = share(in);
    const QDateTime expiry = in.instant(QLatin1String("absolute_expiry"));
    const auto idle = in.integer(QLatin1String("idle_seconds"), 1, longestIdle);
    if (!in.complete())
        return in.problem();
    return Unlocked{std::move(cacheShare), expiry, int(idle)};
}

Parsed<SteppedUp> steppedUp(const QJsonObject& json) {
    Reader in(json);
    SecretBytes bearer = SecretBytes::take(token(in, QLatin1String("token")).toLatin1());
    (void)in.instant(QLatin1String("fresh_until"));
    // No clock of the session moves.
    (void)in.instant(QLatin1String("absolute_expiry"));
    (void)in.integer(QLatin1String("idle_seconds"), 1, longestIdle);
    if (!in.complete())
        return in.problem();
    return SteppedUp{std::move(bearer)};
}

Parsed<InvitationOffer> invitationOffer(const QJsonObject& json) {
    Reader in(json);
    const QString practiceName = in.text(QLatin1String("practice_name"), 1, 200);
    const QString username = in.text(QLatin1String("username"), 1, 128);
    const QString displayName = in.text(QLatin1String("display_name"), 1, 200);
    const QString uri = in.text(QLatin1String("totp_uri"), 1, 1024);
    if (!uri.startsWith(QLatin1String("otpauth://totp/")))
        in.refuse(QLatin1String("totp_uri"));
    if (!in.complete())
        return in.problem();
    return InvitationOffer{practiceName, username, displayName, uri};
}

Parsed<QStringList> recoveryCodes(const QJsonObject& json) {
    Reader in(json);
    const QStringList codes = in.texts(QLatin1String("recovery_codes"), 16);
    if (codes.size() != 8)
        in.refuse(QLatin1String("recovery_codes"));
    if (!in.complete())
        return in.problem();
    return codes;
}

QJsonObject signInBody(const QString& practice, const QString& username, const QString& password) {
    return {{QStringLiteral("practice"), practice},
            {QStringLiteral("username"), username},
            {QStringLiteral("password"), password}};
}

QJsonObject secondFactorBody(const QString& challenge, const QString& code, const QString& device) {
    QJsonObject body{{QStringLiteral("challenge"), challenge}, {QStringLiteral("code"), code}};
    if (!device.isEmpty())
        body.insert(QStringLiteral("device"), device.left(64));
    return body;
}

QJsonObject unlockBody(const QString& password) {
    return {{QStringLiteral("password"), password}};
}

QJsonObject stepUpBody(const QString& code) {
    return {{QStringLiteral("code"), code}};
}

QJsonObject invitationBody(const QString& invitation) {
    return {{QStringLiteral("invitation"), invitation}};
}

QJsonObject acceptanceBody(const QString& invitation, const QString& password, const QString& code) {
    return {{QStringLiteral("invitation"), invitation},
            {QStringLiteral("password"), password},
            {QStringLiteral("code"), code}};
}

} // namespace custos::wire
