#include "server/db/pq.h"

#include <algorithm>

namespace custos::db {

namespace {

struct NamedConstraint {
    std::string_view name;
    Constraint constraint;
};

// Names as the migrations give them; another name is `Other`.
constexpr NamedConstraint namedConstraints[] = {
    {"appointment_provider_free", Constraint::ProviderTaken},
    {"appointment_room_free", Constraint::RoomTaken},
    {"hold_provider_free", Constraint::SlotHeld},
    {"idempotency_key_pkey", Constraint::IdempotencyKey},
    {"account_username_key", Constraint::Username},
    {"practice_code_key", Constraint::PracticeCode},
    {"import_source_pkey", Constraint::ImportSource},
    {"appointment_lane_bound", Constraint::OverbookingBound},
    {"account_role_role_fkey", Constraint::Role},
    {"account_override_permission_fkey", Constraint::Permission},
    {"feature_flag_flag_fkey", Constraint::Feature},
    {"last_owner", Constraint::LastOwner},
};

Constraint constraintOf(std::string_view sqlstate, std::string_view name) {
    const auto* found = std::find_if(std::begin(namedConstraints), std::end(namedConstraints),
                                     [name](const NamedConstraint& entry) { return entry.name == name; });
    if (found != std::end(namedConstraints))
        return found->constraint;
    return sqlstate == "23503" ? Constraint::Reference : Constraint::Other;
}

// PostgreSQL's manual, appendix A.
ErrorKind kindOf(std::string_view state) {
    if (state == "CU401")
        return ErrorKind::NoSession;
    if (state == "CU403")
        return ErrorKind::Forbidden;
    if (state == "CU404")
        return ErrorKind::NotFound;
    if (state == "CU429")
        return ErrorKind::Throttled;
    if (state == "CU470")
        return ErrorKind::StepUp;
    if (state == "CU409")
        return ErrorKind::Conflict;
    if (state == "CU410")
        return ErrorKind::KeyReplaced;
    if (state.starts_with("23"))
        return ErrorKind::ConstraintViolation;
    if (state == "40001" || state == "40P01")
        return ErrorKind::Retry;
    if (state == "57014" || state == "55P03" || state == "25P03")
        return ErrorKind::Timeout;
    if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53") || state == "58030")
        return ErrorKind::Unavailable;
    if (state == "42501")
        return ErrorKind::Permission;
    return ErrorKind::Other;
}

} // namespace

DbError errorOf(const PGresult* result) {
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    if (!state || std::string_view(state).size() != 5)
        return unavailable();
    DbError error{kindOf(state), Constraint::None, {}};
    std::copy_n(state, 5, error.sqlstate.begin());
    if (error.kind == ErrorKind::ConstraintViolation || error.kind == ErrorKind::Conflict) {
        const char* name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        error.constraint = constraintOf(state, name ? name : "");
    }
    return error;
}

std::string_view code(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::NoSession:
        return "no_session";
    case ErrorKind::Forbidden:
        return "forbidden";
    case ErrorKind::NotFound:
        return "not_found";
    case ErrorKind::Throttled:
        return "throttled";
    case ErrorKind::StepUp:
        return "step_up";
    case ErrorKind::Conflict:
        return "conflict";
    case ErrorKind::ConstraintViolation:
        return "constraint_violation";
    case ErrorKind::KeyReplaced:
        return "key_replaced";
    case ErrorKind::Retry:
        return "retry";
    case ErrorKind::Timeout:
        return "timeout";
    case ErrorKind::Unavailable:
        return "unavailable";
    case ErrorKind::Permission:
        return "permission";
    case ErrorKind::PoolEmpty:
        return "pool_empty";
    case ErrorKind::Insecure:
        return "insecure";
    case ErrorKind::Other:
        break;
    }
    return "other";
}

} // namespace custos::db
