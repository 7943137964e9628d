#pragma once

#include "ledger/uuid.h"
#include "server/db/transaction.h"

#include <optional>
#include <string_view>

namespace custos::audit {

/// What somebody has to look at. A new kind is one line here and one in `name`; the database keeps the name.
enum class IncidentKind {
    BreakGlass,         ///< a provider opened charts outside their panel
    Impersonation,      ///< a platform admin acts as one of the practice's people
    Lockout,            ///< an account is locked after too many guesses
    DecryptWarning,     ///< 80 % of the distinct patients that a session may open
    DecryptBlock,       ///< more than that: the session opens no more
    HoneypotOpened,     ///< a bait patient was opened
    FactorReset,        ///< somebody's second factor was taken away or replaced
    FactorChanged,      ///< somebody replaced their own password or second factor
    PermissionsWidened, ///< somebody was given a role or a permission
};

/// "break_glass": as it stands in the table and in the API.
[[nodiscard]] std::string_view name(IncidentKind kind);

/// Ids alone; no patient, no words.
struct Incident {
    IncidentKind kind{};
    ledger::Uuid tenant;
    std::optional<ledger::Uuid> actor = {};          ///< Who did it; none while nobody is known
    std::optional<ledger::Uuid> subjectAccount = {}; ///< Whom it concerns; an account of `tenant`
    std::optional<ledger::Uuid> session = {};
    std::optional<ledger::Uuid> reference = {}; ///< The break-glass, impersonation, ... that it is about
};

/// Raises it in this transaction, as custos_auth or custos_operations; it stands when that commits. The row:
/// `incident`, its id.
db::Transaction::Ticket raise(db::Transaction& transaction, const Incident& incident);

/// The same inside a live session (custos_api): practice, actor and session are the context's.
db::Transaction::Ticket report(db::Transaction& transaction, IncidentKind kind,
                               const std::optional<ledger::Uuid>& subjectAccount = std::nullopt,
                               const std::optional<ledger::Uuid>& reference = std::nullopt);

} // namespace custos::audit
