#pragma once

#include "ledger/secret_key.h"
#include "server/auth/answer.h"
#include "server/auth/auth_database.h"

namespace custos::auth {

/// The lockout: one count per name, for password and TOTP together.
///
/// A name's place is a keyed hash of 20 bits, the same for accounts and for names that nobody has. So the
/// store is bounded (about a million rows, whatever is typed), there is no second path for unknown names to
/// differ on, and a dump of it says nothing about who signs in. Two names share a place once in a million;
/// they then share a count, which errs towards locking.
///
/// Guarantees: a guess is counted before it is looked at; a lock ends by itself; both hold across restarts
/// and servers, because the database counts. Thread-safe.
class GuessCounter {
public:
    GuessCounter(AuthDatabase& database, ledger::SecretKey<32> key)
        : database_(database)
        , key_(std::move(key)) {}

    using Place = std::int64_t;
    [[nodiscard]] Place placeOf(std::string_view practice, std::string_view username) const;

    /// A counted guess may be looked at; otherwise the refusal says until when the name is locked.
    [[nodiscard]] Result<Guess, Refusal> count(Place place, const LockoutPolicy& policy);
    [[nodiscard]] Stored<void> takeBack(Place place) { return database_.takeBackGuess(place); }
    [[nodiscard]] Stored<void> forget(Place place) { return database_.forgetGuesses(place); }

    /// What a wrong guess is told: how many are left, or that it was the last one.
    [[nodiscard]] static Refusal wrong(const Guess& guess, const LockoutPolicy& policy);

private:
    AuthDatabase& database_;
    ledger::SecretKey<32> key_;
};

/// How names are compared: without surrounding spaces, ASCII letters small.
[[nodiscard]] std::string canonicalName(std::string_view typed);

} // namespace custos::auth
