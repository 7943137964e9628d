#pragma once

#include "server/audit/entry_composer.h"
#include "server/jobs/practice_wanted.h"
#include "server/phi/tenant_keyring.h"

#include <string>
#include <string_view>

namespace custos::db {
class Pool;
class Transaction;
} // namespace custos::db

namespace custos::jobs {

enum class ProvisioningError {
    BadCode,
    BadName, ///< of anything: empty, over 200 bytes, with control characters
    BadUsername,
    BadRole, ///< unknown, or one that the owner alone gives
    BadTimeZone,
    BadHours,
    BadMinutes,
    CodeTaken,
    NoPractice,
    NoColumn,
    NotInvitable, ///< has factors already, or is disabled: the owner's matter
    KeysMissing,
    Unavailable, ///< the database or the audit log: all of it has happened, or nothing
};
[[nodiscard]] std::string_view code(ProvisioningError error);

/// What an operator hands over.
struct Welcome {
    ledger::Uuid practice;
    std::string practiceName;
    std::string invitation; ///< Works once, for 72 hours; stored nowhere
};

struct ProvisioningParts {
    db::Pool& operations;
    db::Pool& asKeys;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
};

/// Makes practices and invites their people, at the operator's word and as the service `provision`
/// (docs/operator.md).
///
/// Guarantees: a practice comes to be as a whole, with its keys, its owner's invitation and its audit
/// entries, or not at all; who is invited has no way in but the invitation, and chooses password and second
/// factor alone; an account that has factors is out of the operator's reach, and so is making another owner;
/// whoever is added to a practice that is at work raises an incident there. Stateless; thread-safe.
class Provisioning {
public:
    explicit Provisioning(ProvisioningParts parts)
        : parts_(parts) {}

    /// Also makes the reserved practice `platform` where it is missing (docs/sign-in.md).
    [[nodiscard]] Result<Welcome, ProvisioningError> create(const PracticeWanted& wanted);

    /// Somebody new, or somebody who has not enrolled yet: then name, role and column stay as they are, and
    /// the earlier invitation stops working. In the practice `platform`, its administrators.
    [[nodiscard]] Result<Welcome, ProvisioningError> invite(std::string_view practice,
                                                            const PersonWanted& wanted);

private:
    [[nodiscard]] Result<void, ProvisioningError> ensurePlatform();

    ProvisioningParts parts_;
};

} // namespace custos::jobs
