#include "server/auth/guess_counter.h"

#include "server/auth/attempt_journal.h"
#include "server/phi/key_material.h"

namespace custos::auth {

namespace {

constexpr std::uint32_t places = 1u << 20;

} // namespace

std::string canonicalName(std::string_view typed) {
    const auto first = typed.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    std::string name(typed.substr(first, typed.find_last_not_of(" \t") - first + 1));
    for (char& c : name)
        if (c >= 'A' && c <= 'Z')
            c = char(c + 32);
    return name;
}

GuessCounter::Place GuessCounter::placeOf(std::string_view practice, std::string_view username) const {
    // A practice code holds no zero byte, so the pair cannot be read in two ways.
    const std::string name = canonicalName(practice) + '\0' + canonicalName(username);
    const ledger::Hash hash = phi::hmacSha256(key_.view(), ledger::asBytes(name));
    return (std::uint32_t{hash[0]} << 16 | std::uint32_t{hash[1]} << 8 | hash[2]) % places;
}

Result<Guess, Refusal> GuessCounter::count(Place place, const LockoutPolicy& policy) {
    const auto guess = database_.countGuess(place, policy);
    if (!guess)
        return unexpected(unavailable());
    if (!guess->counted)
        return unexpected(
            Refusal{.denial = Denial::Locked, .attemptsLeft = 0, .lockedUntil = guess->lockedUntil});
    return *guess;
}

Refusal GuessCounter::wrong(const Guess& guess, const LockoutPolicy& policy) {
    if (guess.number >= policy.failures)
        return {.denial = Denial::Locked, .attemptsLeft = 0, .lockedUntil = guess.lockedUntil};
    return {.denial = Denial::WrongCredentials, .attemptsLeft = policy.failures - guess.number};
}

} // namespace custos::auth
