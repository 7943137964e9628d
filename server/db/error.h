#pragma once

#include "ledger/result.h"

#include <array>
#include <string_view>

namespace custos::db {

/// The rules of the schema that callers answer differently. Everything else is `Other`.
enum class Constraint {
    None,
    ProviderTaken,    ///< another visit or block of the provider stands in that lane and time
    RoomTaken,        ///< the same for the room
    SlotHeld,         ///< another session holds that time
    IdempotencyKey,   ///< the key is known already
    Username,         ///< taken in this practice
    PracticeCode,     ///< taken
    ImportSource,     ///< this source's record is known already
    Role,             ///< there is no role of that name
    Permission,       ///< there is no permission of that name
    Feature,          ///< there is no feature of that name
    LastOwner,        ///< a practice keeps one who can sign in and manage people
    Reference,        ///< another foreign key: nothing of that id in this practice
    OverbookingBound, ///< no lane of that number
    Other,
};

enum class ErrorKind {
    NoSession, ///< there is no live session, or service, behind the token (SQLSTATE CU401)
    Forbidden, ///< the session lacks the permission that a function asks for (CU403)
    NotFound,  ///< nothing of that id that the session could see (CU404)
    Throttled, ///< the service account asks too often (CU429)
    StepUp,    ///< the function asks for a fresh factor (CU470)
    Conflict,  ///< a rule that no constraint can express, see `constraint` (CU409)
    ConstraintViolation,
    KeyReplaced, ///< sealed under a key that a rotation has replaced meanwhile: read the keys again, repeat
                 ///< (CU410)
    Retry,       ///< deadlock or serialisation failure: nothing happened, try again
    Timeout,     ///< a statement, a lock or the whole transaction took over its limit
    Unavailable, ///< no connection, or it was lost: a commit under way may or may not have happened
    Permission,  ///< refused by grants or row-level security
    PoolEmpty,   ///< no connection came free in time
    Insecure,    ///< the connection would leave this computer without full verification
    Other,
};

/// Why the database did not do it. Carries no text of the server's: that may quote stored data.
struct DbError {
    ErrorKind kind = ErrorKind::Other;
    Constraint constraint = Constraint::None;
    std::array<char, 6> sqlstate{}; ///< five characters, or empty when the server did not answer

    [[nodiscard]] std::string_view state() const { return {sqlstate.data()}; }
};

/// For logs.
[[nodiscard]] std::string_view code(ErrorKind kind);

} // namespace custos::db
