#pragma once

#include "ledger/secret_key.h"
#include "server/auth/account.h"
#include "server/auth/answer.h"
#include "server/auth/auth_database.h"

#include <memory>
#include <string_view>
#include <vector>

namespace custos::phi {
class KeyStore;
class TenantKeyring;
} // namespace custos::phi

namespace custos::auth {

class FactorCheck;
class PasswordHasher;

struct Challenge {
    std::string challenge;            ///< 256 random bits, base64url; lives five minutes
    std::vector<std::string> methods; ///< "totp", "recovery"; "none" before them where the password is enough
};

struct NewSession {
    ledger::Uuid id;
    std::string token; ///< 256 random bits, base64url; stored as SHA-256 alone
    ledger::UtcTime absoluteExpiry;
    std::chrono::seconds idle{};
    ledger::SecretKey<32> cacheShare;
    UserInfo user;
    PracticeInfo practice;
};

struct Unlocked {
    ledger::SecretKey<32> cacheShare;
    ledger::UtcTime absoluteExpiry;
    std::chrono::seconds idle{};
};

struct SteppedUp {
    std::string token; ///< in place of the old one, which is worth nothing any more
    ledger::UtcTime freshUntil;
    ledger::UtcTime absoluteExpiry; ///< as before
    std::chrono::seconds idle{};
};

/// Two factors, then a session.
///
/// Guarantees: a guess is counted in the database before it is looked at, so that no parallelism and no
/// restart buys another; password and TOTP share the count; a name that does not exist takes the same
/// statements, the same work and the same answers; a TOTP step is used up in one statement; every attempt's
/// audit entry is durable before anything is answered, and without it the answer is Unavailable.
///
/// Thread-safe and blocking (a password costs about 0.1 s): call it from worker threads, never from the
/// listener's. Everything given to the constructor outlives it.
class SignIn {
public:
    struct Parts {
        FactorCheck& factors;
        AuthDatabase& database;
        const phi::KeyStore& keys;
        phi::TenantKeyring& keyring;
        const PasswordHasher& passwords;
    };
    explicit SignIn(Parts parts);
    ~SignIn();

    [[nodiscard]] Answer<Challenge> begin(std::string_view practice, std::string_view username,
                                          std::string_view password, const Peer& peer);
    [[nodiscard]] Answer<NewSession> answerTotp(std::string_view challenge, std::string_view code,
                                                std::string_view device, const Peer& peer);
    [[nodiscard]] Answer<NewSession> answerRecovery(std::string_view challenge, std::string_view code,
                                                    std::string_view device, const Peer& peer);

    /// Without a second factor, where the practice's policy says that the password is enough, and never for
    /// who runs the practice, watches over it or operates the server. Such a session is not fresh.
    [[nodiscard]] Answer<NewSession> finish(std::string_view challenge, std::string_view device,
                                            const Peer& peer);

    /// The password again, on a live session. Counts towards the lockout and keeps the session alive.
    [[nodiscard]] Answer<Unlocked> unlock(std::string_view token, std::string_view password,
                                          const Peer& peer);

    /// A fresh factor on a live session: a code, with the password before it where one is given. Both count
    /// towards the lockout. The session goes on under a new token, and no longer than it would have.
    [[nodiscard]] Answer<SteppedUp> stepUp(std::string_view token, std::optional<std::string_view> password,
                                           std::string_view code, const Peer& peer);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace custos::auth
