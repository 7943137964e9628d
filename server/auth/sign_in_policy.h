#pragma once

#include "server/auth/password.h"

#include <chrono>

namespace custos::auth {

/// Guesses in a row that lock a name, and for how long. Bounded by the database: 3 to 20, 1 to 60 minutes.
struct LockoutPolicy {
    int failures = 8;
    std::chrono::seconds duration = std::chrono::minutes(15);
};

/// What a practice has decided about how its people sign in; for a name of no practice, the operator's own.
struct SignInPolicy {
    LockoutPolicy lockout;
    PasswordScheme scheme = PasswordScheme::Argon2id;
};

} // namespace custos::auth
