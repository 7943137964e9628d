#include "server/audit/incidents.h"

#include "server/db/queries.h"

namespace custos::audit {

std::string_view name(IncidentKind kind) {
    switch (kind) {
    case IncidentKind::BreakGlass:
        return "break_glass";
    case IncidentKind::Impersonation:
        return "impersonation";
    case IncidentKind::Lockout:
        return "lockout";
    case IncidentKind::DecryptWarning:
        return "decrypt_warning";
    case IncidentKind::DecryptBlock:
        return "decrypt_block";
    case IncidentKind::HoneypotOpened:
        return "honeypot_opened";
    case IncidentKind::FactorReset:
        return "factor_reset";
    case IncidentKind::FactorChanged:
        return "factor_changed";
    case IncidentKind::PermissionsWidened:
        break;
    }
    return "permissions_widened";
}

db::Transaction::Ticket raise(db::Transaction& transaction, const Incident& incident) {
    return transaction.run(db::queries::incident_raise, incident.tenant, name(incident.kind), incident.actor,
                           incident.subjectAccount, incident.session, incident.reference);
}

db::Transaction::Ticket report(db::Transaction& transaction, IncidentKind kind,
                               const std::optional<ledger::Uuid>& subjectAccount,
                               const std::optional<ledger::Uuid>& reference) {
    return transaction.run(db::queries::incident_report, name(kind), subjectAccount, reference);
}

} // namespace custos::audit
