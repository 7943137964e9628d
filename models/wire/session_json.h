#pragma once

#include "models/domain/secret_bytes.h"
#include "models/domain/session.h"
#include "models/wire/reader.h"

namespace custos::wire {

/// Answer to sign-in: what the second factor answers to.
struct ChallengeIssued {
    QString challenge;
    SecondFactor next;
};

/// Answer to the second factor. The two secrets are taken out before anybody else sees the session.
struct SignedIn {
    SecretBytes token;
    SecretBytes cacheShare; ///< 32 bytes
    Session session;
};

struct Unlocked {
    SecretBytes cacheShare; ///< 32 bytes
    QDateTime absoluteExpiry;
    int idleSeconds;
};

/// Answer to a step-up: the session goes on under this token alone.
struct SteppedUp {
    SecretBytes token;
};

[[nodiscard]] Parsed<Practice> practice(const QJsonObject& json);
[[nodiscard]] Parsed<User> user(const QJsonObject& json);
[[nodiscard]] Parsed<ChallengeIssued> challengeIssued(const QJsonObject& json);
[[nodiscard]] Parsed<SignedIn> signedIn(const QJsonObject& json);
[[nodiscard]] Parsed<Session> sessionState(const QJsonObject& json);
[[nodiscard]] Parsed<Unlocked> unlocked(const QJsonObject& json);
[[nodiscard]] Parsed<SteppedUp> steppedUp(const QJsonObject& json);
[[nodiscard]] Parsed<InvitationOffer> invitationOffer(const QJsonObject& json);
[[nodiscard]] Parsed<QStringList> recoveryCodes(const QJsonObject& json);

[[nodiscard]] QJsonObject signInBody(const QString& practice, const QString& username,
                                     const QString& password);
/// TotpAnswer and RecoveryAnswer are of one shape. `device` names this computer in the list of sessions.
[[nodiscard]] QJsonObject secondFactorBody(const QString& challenge, const QString& code,
                                           const QString& device);
[[nodiscard]] QJsonObject unlockBody(const QString& password);
[[nodiscard]] QJsonObject stepUpBody(const QString& code);
[[nodiscard]] QJsonObject invitationBody(const QString& invitation);
[[nodiscard]] QJsonObject acceptanceBody(const QString& invitation, const QString& password,
                                         const QString& code);

} // namespace custos::wire
