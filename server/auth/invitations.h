#pragma once

#include "server/auth/answer.h"

#include "ledger/uuid.h"

#include <string>
#include <string_view>
#include <vector>

namespace custos::phi {
class TenantKeyring;
} // namespace custos::phi

namespace custos::auth {

class AuditSink;
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
        phi::TenantKeyring& keyring;
        const PasswordHasher& passwords;
        AuditSink& audit;
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
    Parts parts_;
};

} // namespace custos::auth
