#include "server/api/account_change.h"

namespace custos::api {

audit::Draft aboutAccount(const ChangeWork& work, const ledger::Uuid& account) {
    auto draft = work.draft();
    draft.details = {{"account", ledger::toText(account)}};
    return draft;
}

Refused refusedAs(const db::DbError& error, audit::Draft draft) {
    draft.outcome = ledger::Outcome::Denied;
    auto refused = toRefused(error);
    if (error.kind == db::ErrorKind::Forbidden || error.kind == db::ErrorKind::NotFound ||
        error.kind == db::ErrorKind::StepUp)
        refused.entry = std::move(draft);
    if (error.constraint == db::Constraint::Username)
        refused.problem = {.kind = ProblemKind::NotAcceptable, .pointer = "/username", .reason = "taken"};
    else if (error.constraint == db::Constraint::Reference)
        refused.problem = {
            .kind = ProblemKind::NotAcceptable, .pointer = "/provider_id", .reason = "unknown"};
    else if (error.kind == db::ErrorKind::Conflict)
        refused.problem = {.kind = ProblemKind::NotAcceptable, .reason = "enrolled_already"};
    return refused;
}

} // namespace custos::api
