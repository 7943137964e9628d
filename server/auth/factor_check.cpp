#include "server/auth/factor_check.h"

#include "server/auth/password.h"
#include "server/auth/security_clock.h"
#include "server/auth/token.h"
#include "server/auth/totp.h"
#include "server/phi/key_store.h"
#include "server/phi/tenant_keyring.h"

#include <algorithm>

namespace custos::auth {

using ledger::Uuid;

namespace {

constexpr std::chrono::seconds retryAfter{5};

// One of the few places where a password may be checked right now.
template<class Semaphore>
class Place {
public:
    Place(Semaphore& semaphore, std::chrono::milliseconds patience)
        : semaphore_(semaphore)
        , taken_(semaphore.try_acquire_for(patience)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        if (taken_)
            semaphore_.release();
    }
    [[nodiscard]] bool isTaken() const { return taken_; }

private:
    Semaphore& semaphore_;
    bool taken_;
};

} // namespace

FactorCheck::FactorCheck(Parts parts)
    : parts_(parts)
    , journal_(parts.audit)
    , guesses_(parts.database, parts.keys.derive(phi::StoredKey::Pepper, "custos lockout place 1"))
    , places_(std::clamp<std::ptrdiff_t>(parts.parallelPasswords, 1, mostPasswords)) {}

GuessCounter::Place FactorCheck::placeOf(const Account& account) const {
    return guesses_.placeOf(account.practiceCode, account.username);
}

bool FactorCheck::isRight(const Account& account, std::string_view typed) const {
    return account.user ? parts_.passwords.verify(typed, account.passwordHash)
                        : parts_.passwords.verifyNobody(typed, account.policy.scheme);
}

Refusal FactorCheck::wrong(const Account& account, const audit::Draft& draft, const Guess& guess) {
    const auto refusal = GuessCounter::wrong(guess, account.policy.lockout);
    if (refusal.denial == Denial::Locked && !parts_.database.noteLockout(account.tenant, account.user))
        return unavailable();
    return journal_.deny(draft, refusal);
}

Result<void, Refusal> FactorCheck::password(const Account& account, const audit::Draft& draft,
                                            std::string_view typed) {
    const Place here(places_, parts_.passwordPatience);
    if (!here.isTaken())
        return unexpected(journal_.deny(draft, {.denial = Denial::Throttled, .retryAfter = retryAfter}));
    return counted(account, draft, [&]() -> Stored<bool> { return isRight(account, typed); });
}

Result<void, Refusal> FactorCheck::counted(const Account& account, const audit::Draft& draft,
                                           const std::function<Stored<bool>()>& use) {
    const auto guess = guesses_.count(placeOf(account), account.policy.lockout);
    if (!guess)
        return unexpected(journal_.deny(draft, guess.error()));
    const auto used = use();
    if (!used)
        return unexpected(unavailable());
    if (!*used)
        return unexpected(wrong(account, draft, *guess));
    return {};
}

Stored<void> FactorCheck::takeBack(const Account& account) {
    return parts_.database.takeBackGuess(placeOf(account));
}

Stored<void> FactorCheck::forget(const Account& account) {
    return parts_.database.forgetGuesses(placeOf(account));
}

Stored<std::optional<std::int64_t>> FactorCheck::matchingStep(const Uuid& tenant, const SealedSeed& seed,
                                                              std::string_view code) const {
    const auto keys = parts_.keyring.open(tenant);
    if (!keys)
        return unexpected(StoreError::Unavailable);
    auto opened = (*keys)->openSecret(seed.field, seed.row, seed.sealed);
    if (!opened || opened->size() != 20)
        return unexpected(StoreError::Unavailable);
    const TotpSeed plain(ledger::asBytes(*opened).first<20>());
    ledger::wipe(*opened);
    return matchingTotpStep(plain, code, parts_.clock.now());
}

Result<void, Refusal> FactorCheck::passwordAgain(const LiveSession& live, const audit::Draft& draft,
                                                 std::string_view typed) {
    if (auto checked = password(live.account, draft, typed); !checked)
        return checked;
    if (!takeBack(live.account))
        return unexpected(unavailable());
    return {};
}

Result<LiveSession, Refusal> FactorCheck::liveSession(std::string_view token) {
    const auto hash = tokenHash(token);
    if (!hash)
        return unexpected(Refusal{.denial = Denial::NotSignedIn});
    auto live = parts_.database.findSession(*hash);
    if (!live)
        return unexpected(unavailable());
    if (!*live)
        return unexpected(Refusal{.denial = Denial::NotSignedIn});
    return std::move(**live);
}

} // namespace custos::auth
