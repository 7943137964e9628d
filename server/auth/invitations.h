#pragma once

#include "server/auth/answer.h"

#include "ledger/action.h"
#include "ledger/uuid.h"

#include <string>
#include <string_view>
#include <vector>

namespace custos::phi {
class KeyStore;
class TenantKeyring;
} // namespace custos::phi

namespace custos::audit {
class Recorder;
}

namespace custos::auth {

class AuthDatabase;
class PasswordHasher;
class SecurityClock;

struct InvitationOffer {
    std::string practiceName;
    std::string username;
    std::string displayName;
    std::string totpUri; ///< the seed stands in it
};

struct InvitationAccepted {
    std::vector<std::string> recoveryCodes; ///< eight, shown once
};

/// The only way to a first password and TOTP: whoever enrols needs a one-time invitation, so that an initial
/// password owns no account.
///
/// Guarantees: an invitation works once, also for simultaneous callers; unknown, used and expired ones are
/// answered alike; accepting one ends the account's sessions and replaces all its factors at once.
/// Thread-safe and blocking. Everything given to the constructor outlives it.
class Invitations {
public:
    struct Parts {
        AuthDatabase& database;
        const phi::KeyStore& keys;
        phi::TenantKeyring& keyring;
        const PasswordHasher& passwords;
        audit::Recorder& audit;
        const SecurityClock& clock;
    };
    explicit Invitations(Parts parts)
        : parts_(parts) {}

    /// A new invitation for an account, base64url; earlier unused ones of the account stop working. The text
    /// is stored nowhere. Who may invite is the caller's to decide and to record.
    [[nodiscard]] Result<std::string, Denial> invite(const ledger::Uuid& tenant, const ledger::Uuid& user,
                                                     std::chrono::seconds life = std::chrono::hours(72));

    [[nodiscard]] Answer<InvitationOffer> open(std::string_view invitation, const Peer& peer);
    [[nodiscard]] Answer<InvitationAccepted> accept(std::string_view invitation, std::string_view password,
                                                    std::string_view code, const Peer& peer);

private:
    struct Guest;

    [[nodiscard]] Result<Guest, Refusal> guestOf(std::string_view invitation, ledger::Action action,
                                                 const Peer& peer);
    [[nodiscard]] Refusal denyNobody(ledger::Action action, const Peer& peer);
    /// The TOTP step that the code used.
    [[nodiscard]] Result<std::int64_t, Refusal> check(const Guest& guest, std::string_view password,
                                                      std::string_view code) const;
    [[nodiscard]] Result<std::vector<std::string>, Refusal>
    enrol(const Guest& guest, std::string_view invitation, std::string_view password, std::int64_t usedStep);

    Parts parts_;
};

} // namespace custos::auth
