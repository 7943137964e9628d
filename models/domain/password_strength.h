#pragma once

#include <QString>
#include <QStringList>

namespace custos {

/// What the server's rules for a new password say of one (docs/sign-in.md), told while it is typed. The
/// server has the last word.
enum class PasswordStrength {
    TooShort,  ///< under `shortestPassword`
    TooLong,   ///< over 1,024 bytes
    TooCommon, ///< among the first million guesses
    Fair,      ///< among the first 10^8
    Good,      ///< among the first 10^10
    Strong
};

inline constexpr int shortestPassword = 8; ///< Unicode code points

/// Whether the server takes it.
[[nodiscard]] bool isAcceptable(PasswordStrength strength);

/// `known` is what a guesser knows: names as they are written, of the account, the person, the practice.
/// Leaves no copy of the password that is not wiped when it is freed.
[[nodiscard]] PasswordStrength strengthOf(const QString& password, const QStringList& known);

} // namespace custos
