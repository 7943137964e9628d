#pragma once

#include "ledger/bytes.h"
#include "ledger/result.h"
#include "server/auth/account.h"
#include "server/auth/sessions.h"
#include "server/auth/sign_in_policy.h"
#include "server/phi/field.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::db {
class Param;
class Pool;
class Query;
} // namespace custos::db

namespace custos::auth {

enum class StoreError { Unavailable };
template<class T>
using Stored = Result<T, StoreError>;

/// What has to be known of a name to look at a factor. The same statement answers for names that do not
/// exist.
struct Account {
    ledger::Uuid tenant;              ///< of the practice; the platform's own where no practice has that code
    std::optional<ledger::Uuid> user; ///< an account that may sign in: active, with password and TOTP
    std::string practiceCode;         ///< as it was typed, or as it is
    std::string username;
    std::string passwordHash; ///< empty where it is not needed
    std::vector<std::string> roles;
    SignInPolicy policy;
    bool oneFactorSuffices = false; ///< by the practice's policy, and for none of those who run it
};

/// A guess that has been counted, or was refused uncounted because the name is locked.
struct Guess {
    bool counted = false;
    int number = 0; ///< failures in a row with this one
    std::optional<ledger::UtcTime> lockedUntil;
};

/// A TOTP seed as it is stored, with what its ciphertext is bound to.
struct SealedSeed {
    phi::Field field{};
    ledger::Uuid row;
    ledger::Bytes sealed;
};

struct LiveChallenge {
    Account account;
    ledger::Bytes sealedSeed;
};

struct LiveSession {
    ledger::Uuid id;
    ledger::Uuid tenant;
    ledger::Uuid user;
    Account account; ///< the same person, for showing a factor again
    std::string practiceName;
    std::string displayName;
    std::string device;
    std::vector<std::string> roles;
    std::vector<std::string> permissions;
    ledger::UtcTime absoluteExpiry;
    std::chrono::seconds idle{};
    bool fresh = false; ///< a factor was shown within the last minutes
};

struct SteppedUpSession {
    ledger::UtcTime absoluteExpiry;
    std::chrono::seconds idle{};
    ledger::UtcTime freshUntil;
};

struct SessionToMint {
    ledger::Uuid id;
    ledger::Hash tokenHash{};
    std::string device;
    std::string source;
    bool twoFactors = true; ///< only then is it fresh
};

struct MintedSession {
    ledger::UtcTime absoluteExpiry;
    std::chrono::seconds idle{};
};

struct SealedShare {
    ledger::Uuid id; ///< the row that the ciphertext is bound to
    ledger::Bytes sealed;
};

struct Invitee {
    ledger::Uuid invitation;
    ledger::Uuid tenant;
    ledger::Uuid user;
    std::string practiceCode;
    std::string practiceName;
    std::string username;
    std::string displayName;
    ledger::Bytes sealedSeed;
    PasswordScheme scheme{};
};

struct NewFactors {
    std::string passwordHash;
    ledger::Bytes sealedSeed;
    std::int64_t usedStep = 0;
    std::vector<ledger::Hash> recoveryHashes;
};

struct NewTotp {
    ledger::Bytes sealedSeed;
    std::int64_t usedStep = 0;
    std::vector<ledger::Hash> recoveryHashes;
};

/// Whether a session's person may reset somebody's factors.
enum class ResetRight { NoSuchAccount, Refused, Granted };

struct NewInvitation {
    ledger::Uuid id;
    ledger::Hash tokenHash{};
    ledger::Bytes sealedSeed;
    std::chrono::seconds life{};
};

/// The statements of sign-in, as the login custos_auth. Each call is one transaction; what has to happen
/// atomically happens inside one. Thread-safe, blocking. The pool outlives it.
class AuthDatabase {
public:
    explicit AuthDatabase(db::Pool& pool)
        : pool_(pool) {}

    [[nodiscard]] Stored<Account> findAccount(std::string_view practice, std::string_view username);

    /// The reserved practice `platform`: attempts that belong to nobody are recorded there.
    [[nodiscard]] Stored<ledger::Uuid> platform();

    /// Counts before anything is verified. Of any number of simultaneous guesses exactly
    /// `policy.failures` come back as counted.
    [[nodiscard]] Stored<Guess> countGuess(std::int64_t place, const LockoutPolicy& policy);
    /// The guess was right, but the other factor is still to come.
    [[nodiscard]] Stored<void> takeBackGuess(std::int64_t place);
    /// Both factors were right.
    [[nodiscard]] Stored<void> forgetGuesses(std::int64_t place);

    [[nodiscard]] Stored<void> openChallenge(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                             const ledger::Hash& challenge, std::chrono::seconds life);
    [[nodiscard]] Stored<std::optional<LiveChallenge>> findChallenge(const ledger::Hash& challenge);
    /// Uses up the step and the challenge, both or neither. False when either was used before.
    [[nodiscard]] Stored<bool> useStep(const ledger::Hash& challenge, const LiveChallenge& live,
                                       std::int64_t step);
    [[nodiscard]] Stored<bool> useRecoveryCode(const ledger::Hash& challenge, const LiveChallenge& live,
                                               const ledger::Hash& code);

    [[nodiscard]] Stored<void> storePasswordHash(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                                 std::string_view hash);
    [[nodiscard]] Stored<MintedSession> mint(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                             const SessionToMint& session);
    /// The share of that person and computer; `fresh` where there is none yet.
    [[nodiscard]] Stored<SealedShare> cacheShare(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                                 std::string_view device, const SealedShare& fresh);
    [[nodiscard]] Stored<UserInfo> userInfo(const ledger::Uuid& tenant, const ledger::Uuid& user);
    [[nodiscard]] Stored<PracticeInfo> practiceInfo(const ledger::Uuid& tenant);

    [[nodiscard]] Stored<std::optional<LiveSession>> findSession(const ledger::Hash& token);
    [[nodiscard]] Stored<std::optional<ledger::Bytes>> sealedSeed(const ledger::Uuid& tenant,
                                                                  const ledger::Uuid& user);
    /// False when this step, or a later one, has been used.
    [[nodiscard]] Stored<bool> useStepAlone(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                            std::int64_t step);
    /// The session lives on under `fresh` alone; nothing when it is not live any more.
    [[nodiscard]] Stored<std::optional<SteppedUpSession>> stepUp(const ledger::Hash& token,
                                                                 const ledger::Hash& fresh);
    /// Uses a challenge up without a second factor; false where that is not enough, or somebody was faster.
    [[nodiscard]] Stored<bool> useChallengeAlone(const ledger::Hash& challenge);
    /// Raises an incident for a name that was just locked, for one that nobody has too.
    [[nodiscard]] Stored<void> noteLockout(const ledger::Uuid& tenant, std::optional<ledger::Uuid> user);
    [[nodiscard]] Stored<void> touch(const ledger::Hash& token);
    [[nodiscard]] Stored<std::vector<SessionItem>> sessionsOf(const ledger::Uuid& tenant,
                                                              std::optional<ledger::Uuid> user);
    /// False when there is no such live session of that practice (and person, where one is given).
    [[nodiscard]] Stored<bool> endSession(const ledger::Uuid& tenant, std::optional<ledger::Uuid> user,
                                          const ledger::Uuid& session, bool withCacheShare);

    [[nodiscard]] Stored<bool> invite(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                      const ledger::Uuid& invitation, const ledger::Hash& token,
                                      const ledger::Bytes& sealedSeed, std::chrono::seconds life);
    [[nodiscard]] Stored<std::optional<Invitee>> findInvitation(const ledger::Hash& token);
    /// Uses the invitation up, replaces all factors and ends all sessions of the account, all or nothing.
    /// False when somebody was faster.
    [[nodiscard]] Stored<bool> accept(const ledger::Hash& token, const NewFactors& factors);

    /// Replaces the password and ends the other sessions, all or nothing.
    [[nodiscard]] Stored<void> changePassword(const LiveSession& live, std::string_view hash);
    [[nodiscard]] Stored<void> beginTotpChange(const LiveSession& live, const SealedSeed& seed,
                                               std::chrono::seconds life);
    /// The change that this session began, if it still may be confirmed.
    [[nodiscard]] Stored<std::optional<SealedSeed>> findTotpChange(const LiveSession& live);
    /// Uses the change up, replaces seed and recovery codes and ends the other sessions, all or nothing.
    /// False when somebody was faster.
    [[nodiscard]] Stored<bool> changeTotp(const LiveSession& live, const ledger::Uuid& change,
                                          const NewTotp& totp);
    [[nodiscard]] Stored<ResetRight> resetRight(const LiveSession& live, const ledger::Uuid& user);
    /// Takes all factors and sessions away, raises an incident and leaves an invitation in their place, all
    /// or nothing.
    [[nodiscard]] Stored<void> resetFactors(const LiveSession& by, const ledger::Uuid& user,
                                            const NewInvitation& invitation);

private:
    [[nodiscard]] Stored<bool> useBoth(const db::Query& useCode, const ledger::Hash& challenge,
                                       const std::vector<db::Param>& code);

    db::Pool& pool_;
};

} // namespace custos::auth
