#pragma once

#include "tests/server/db/two_practices.h"

namespace custos::testing {

/// The two practices with somebody of every role; `practice:role` is each one's token, as in TwoPractices.
/// Beside them `colleague`, another provider, and the operator's practice `platform` with
/// `platform:platform_admin`. Every practice has its keys.
class AccessPractices : public TwoPractices {
protected:
    static void SetUpTestSuite();

    /// The first line that the superuser's statement gives.
    static std::string line(const std::string& sql);
    /// The first line that a session's statement gives.
    static std::string lineFor(const std::string& who, const std::string& sql);
    static std::string account(const std::string& username, const char* tenant = alpha);

    /// Everybody has shown a factor just now; what was signed out is signed in.
    static void freshen();
    static void unfreshen();
    /// What `time` more would make of a table that has `opened_at` and `until`.
    static void laterBy(const std::string& time, const std::string& table);
    /// An override ('grant' or 'deny') of that name's, in every practice.
    static void setOverride(const std::string& username, const std::string& permission,
                            const std::string& effect);
    /// From here on, in the practice `alpha`; past the rule that it keeps an owner.
    static void alsoIs(const std::string& username, const std::string& role);
    static void noLongerIs(const std::string& username, const std::string& role);
    /// Another session, with a token of its own, of whose `token` is.
    static void signInAgain(const std::string& token, const std::string& another);
};

/// A reason's ciphertext, under version 1 of the practices' keys, which AccessPractices has.
inline constexpr const char* sealedReason = "'\\x0100000001'::bytea || decode(repeat('00', 28), 'hex')";

} // namespace custos::testing
