#include "server/api/account_change.h"

namespace custos::api {

namespace {

Problem notAcceptable(const char* pointer, const char* reason) {
    return {.kind = ProblemKind::NotAcceptable, .pointer = pointer, .reason = reason};
}

/// Of the rules that the database keeps; nothing for what is no rule of accounts.
std::optional<Problem> brokenRule(const db::DbError& error) {
    switch (error.constraint) {
    case db::Constraint::Username:
        return notAcceptable("/username", "taken");
    case db::Constraint::Role:
        return notAcceptable("/roles", "unknown");
    case db::Constraint::Permission:
        return notAcceptable("/permission", "unknown");
    case db::Constraint::Feature:
        return notAcceptable("/flag", "unknown");
    case db::Constraint::Reference:
        return notAcceptable("/provider_id", "unknown");
    case db::Constraint::LastOwner:
        return notAcceptable("", "last_owner");
    default:
        break;
    }
    if (error.kind == db::ErrorKind::Conflict)
        return notAcceptable("", "enrolled_already");
    return std::nullopt;
}

} // namespace

audit::Draft changeDraft(const ChangeWork& work, std::vector<ledger::Detail> details) {
    auto draft = work.draft();
    draft.details = std::move(details);
    return draft;
}

Refused refusedAs(const db::DbError& error, audit::Draft draft) {
    draft.outcome = ledger::Outcome::Denied;
    auto refused = toRefused(error);
    if (error.kind == db::ErrorKind::Forbidden || error.kind == db::ErrorKind::NotFound ||
        error.kind == db::ErrorKind::StepUp)
        refused.entry = std::move(draft);
    if (auto broken = brokenRule(error))
        refused.problem = std::move(*broken);
    return refused;
}

} // namespace custos::api
