#pragma once

#include "ledger/bytes.h"
#include "ledger/result.h"
#include "ledger/utc_time.h"

#include <optional>
#include <string>

namespace custos::auth {

/// Who asks, as far as the listener knows.
struct Peer {
    std::string address; ///< for the audit entry; empty: not a network peer
};

enum class Denial {
    WrongCredentials, ///< 401: every wrong thing, alike for known and unknown names
    NotSignedIn,      ///< 401: no live session, or no live challenge
    StepUpRequired,   ///< 401: the session is live, but its last factor is not fresh
    Forbidden,        ///< 403: the session lacks the permission
    Locked,           ///< 423, with `lockedUntil`
    Throttled,        ///< 429, with `retryAfter`: too many passwords are being checked right now
    NotFound,         ///< 404: foreign and nonexistent alike
    NotAcceptable,    ///< 422: the chosen password, with `pointer`
    Unavailable,      ///< 503: nothing can be recorded, or the database is away
};

/// Why there is no answer. The same fields are set for an account that exists and one that does not.
struct Refusal {
    Denial denial = Denial::Unavailable;
    std::optional<int> attemptsLeft{};
    std::optional<ledger::UtcTime> lockedUntil{};
    std::optional<std::chrono::seconds> retryAfter{};
    std::string pointer{};                 ///< RFC 6901, for NotAcceptable
    std::string reason{};                  ///< a code, for NotAcceptable
    std::optional<ledger::Hash> receipt{}; ///< leaf hash of the entry of this refusal
};

/// An answer whose audit entry is durable.
template<class T>
struct Audited {
    T value;
    ledger::Hash receipt{};
};

template<class T>
using Answer = Result<Audited<T>, Refusal>;

struct Done {};

} // namespace custos::auth
