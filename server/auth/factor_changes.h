#pragma once

#include "server/auth/answer.h"

#include "ledger/action.h"
#include "ledger/uuid.h"

#include <string>
#include <string_view>
#include <vector>

namespace custos::audit {
struct Draft;
}

namespace custos::phi {
class KeyStore;
class TenantKeyring;
} // namespace custos::phi

namespace custos::auth {

class AuthDatabase;
class FactorCheck;
class PasswordHasher;
struct LiveSession;

struct TotpOffer {
    std::string totpUri; ///< the seed stands in it
};

struct TotpChanged {
    std::vector<std::string> recoveryCodes; ///< eight new ones, shown once; the old ones are gone
};

struct FactorsReset {
    std::string invitation; ///< base64url, for the person alone; stored nowhere
    std::chrono::seconds life{};
};

/// Changes of one's own factors, and resets of somebody else's. That the session is fresh is the door's to
/// ask.
///
/// Guarantees: each act asks for the caller's password again, counted by the lockout; the entry is durable
/// before anything changes; a change ends the person's other sessions, a reset all of them; the old second
/// factor works until a code of the new one was shown, and never after; a reset leaves nothing but an
/// invitation, whose acceptance enrols both factors again; nobody resets their own, or those of who holds
/// more than they do. Thread-safe and blocking. Everything given to the constructor outlives it.
class FactorChanges {
public:
    struct Parts {
        FactorCheck& factors;
        AuthDatabase& database;
        const phi::KeyStore& keys;
        phi::TenantKeyring& keyring;
        const PasswordHasher& passwords;
    };
    explicit FactorChanges(Parts parts)
        : parts_(parts) {}

    [[nodiscard]] Answer<Done> changePassword(std::string_view token, std::string_view password,
                                              std::string_view chosen, const Peer& peer);

    /// A new seed, to be confirmed by the same session within ten minutes.
    [[nodiscard]] Answer<TotpOffer> beginTotp(std::string_view token, std::string_view password,
                                              const Peer& peer);
    [[nodiscard]] Answer<TotpChanged> confirmTotp(std::string_view token, std::string_view code,
                                                  const Peer& peer);

    [[nodiscard]] Answer<FactorsReset> reset(std::string_view token, std::string_view password,
                                             const ledger::Uuid& user, const Peer& peer);

private:
    [[nodiscard]] Result<ledger::Hash, Refusal> allowed(const LiveSession& live, audit::Draft draft,
                                                        std::string_view password);
    [[nodiscard]] Answer<FactorsReset> resetFor(const LiveSession& live, audit::Draft draft,
                                                std::string_view password, const ledger::Uuid& user);
    [[nodiscard]] Answer<TotpChanged> replaceTotp(const LiveSession& live, const audit::Draft& draft,
                                                  std::string_view code);

    Parts parts_;
};

} // namespace custos::auth
