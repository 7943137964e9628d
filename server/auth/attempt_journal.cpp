#include "server/auth/attempt_journal.h"

namespace custos::auth {

namespace {

std::string_view reasonOf(Denial denial) {
    switch (denial) {
    case Denial::WrongCredentials:
        return "wrong_credentials";
    case Denial::NotSignedIn:
        return "not_signed_in";
    case Denial::StepUpRequired:
        return "step_up_required";
    case Denial::Forbidden:
        return "forbidden";
    case Denial::Locked:
        return "locked";
    case Denial::Throttled:
        return "throttled";
    case Denial::NotFound:
        return "not_found";
    case Denial::NotAcceptable:
        return "not_acceptable";
    case Denial::Unavailable:
        return "unavailable";
    }
    return "unavailable";
}

} // namespace

Refusal AttemptJournal::deny(audit::Draft draft, Refusal refusal) {
    draft.outcome = ledger::Outcome::Denied;
    draft.reason = reasonOf(refusal.denial);
    const auto receipt = recorder_.record(draft);
    if (!receipt)
        return unavailable();
    refusal.receipt = receipt->leaf;
    return refusal;
}

Result<ledger::Hash, Refusal> AttemptJournal::allow(audit::Draft draft) {
    draft.outcome = ledger::Outcome::Allowed;
    const auto receipt = recorder_.record(draft);
    if (!receipt)
        return unexpected(unavailable());
    return receipt->leaf;
}

} // namespace custos::auth
