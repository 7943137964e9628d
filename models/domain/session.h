#pragma once

#include "models/domain/id.h"

#include <QDateTime>
#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <optional>

namespace custos {

struct Practice {
    PracticeId id;
    QString code; ///< Never typed; read from the enrolment file.
    QString name;
    QTimeZone zone;
    int idleLockSeconds; ///< The client locks after this long without input; the practice sets 60 to 1800.
};

struct User {
    UserId id;
    QString username;
    QString displayName;
    QStringList roles;
    QStringList permissions;
    std::optional<ProviderId> provider; ///< Set for those who have a column of their own.

    [[nodiscard]] bool may(QStringView permission) const { return permissions.contains(permission); }
};

/// Who is signed in, and until when. Holds no secret: the bearer token and the cache share stay in `app/`.
struct Session {
    User user;
    Practice practice;
    QDateTime absoluteExpiry; ///< Never extended.
    int idleSeconds;          ///< The server's idle timeout, in seconds.
};

/// What sign-in asks for next.
struct SecondFactor {
    QStringList methods; ///< "totp", "recovery"
};

/// What an unused invitation is for. The URI carries the TOTP seed and is shown once.
struct InvitationOffer {
    QString practiceName;
    QString username;
    QString displayName;
    QString totpUri; ///< otpauth:// Key URI Format
};

} // namespace custos
