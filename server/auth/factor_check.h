#pragma once

#include "server/auth/answer.h"
#include "server/auth/attempt_journal.h"
#include "server/auth/auth_database.h"
#include "server/auth/guess_counter.h"

#include <functional>
#include <semaphore>

namespace custos::phi {
class KeyStore;
class TenantKeyring;
} // namespace custos::phi

namespace custos::auth {

class SecurityClock;

/// Looks at passwords and codes, wherever they are shown: at sign-in, at unlocking, at step-up, at a change.
///
/// Guarantees: each guess is counted before it is looked at, by one count per name; each refusal is recorded;
/// the guess that locks a name raises an incident, for a name that nobody has too. A right guess stays
/// counted until the caller takes it back, or forgets the count. Thread-safe and blocking.
class FactorCheck {
public:
    struct Parts {
        AuthDatabase& database;
        const phi::KeyStore& keys;
        phi::TenantKeyring& keyring;
        const PasswordHasher& passwords;
        audit::Recorder& audit;
        const SecurityClock& clock;
        int parallelPasswords = 2; ///< checked at once, 64 MiB each
        /// How long others wait for their turn before they are told to come back.
        std::chrono::milliseconds passwordPatience{5000};
    };
    explicit FactorCheck(Parts parts);

    [[nodiscard]] Result<void, Refusal> password(const Account& account, const audit::Draft& draft,
                                                 std::string_view typed);

    /// `use` uses the factor up: false when it was wrong, or used before.
    [[nodiscard]] Result<void, Refusal> counted(const Account& account, const audit::Draft& draft,
                                                const std::function<Stored<bool>()>& use);

    [[nodiscard]] Stored<void> takeBack(const Account& account);
    [[nodiscard]] Stored<void> forget(const Account& account);

    /// The step within the drift that a code belongs to, under a seed sealed for `row`.
    [[nodiscard]] Stored<std::optional<std::int64_t>>
    matchingStep(const ledger::Uuid& tenant, const SealedSeed& seed, std::string_view code) const;

    /// The password again, and nothing else: counted, recorded when wrong, taken back when right.
    [[nodiscard]] Result<void, Refusal> passwordAgain(const LiveSession& live, const audit::Draft& draft,
                                                      std::string_view typed);

    [[nodiscard]] Result<LiveSession, Refusal> liveSession(std::string_view token);
    [[nodiscard]] AttemptJournal& journal() { return journal_; }

private:
    static constexpr std::ptrdiff_t mostPasswords = 64;
    using Places = std::counting_semaphore<mostPasswords>;

    [[nodiscard]] GuessCounter::Place placeOf(const Account& account) const;
    [[nodiscard]] bool isRight(const Account& account, std::string_view typed) const;
    [[nodiscard]] Refusal wrong(const Account& account, const audit::Draft& draft, const Guess& guess);

    Parts parts_;
    AttemptJournal journal_;
    GuessCounter guesses_;
    Places places_;
};

} // namespace custos::auth
