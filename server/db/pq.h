#pragma once

#include "server/db/connection.h"
#include "server/db/error.h"
#include "server/db/rows.h"

#include <chrono>
#include <libpq-fe.h>
#include <set>
#include <string>

// libpq as our sources see it; included by nobody outside this folder.

namespace custos::db {

using Deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] DbError errorOf(const PGresult* result);
[[nodiscard]] inline DbError unavailable() {
    return DbError{ErrorKind::Unavailable, Constraint::None, {}};
}

struct Connection::Impl {
    explicit Impl(PGconn* connection)
        : pg(connection) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { PQfinish(pg); }

    /// Waits until libpq can give a result without blocking; false when the deadline passed or the line
    /// broke.
    [[nodiscard]] bool awaitResult(Deadline deadline);
    /// The next result, null at the end of a statement's; sets `broken` (and gives null) when there is none
    /// to be had.
    [[nodiscard]] detail::ResultHandle next(Deadline deadline);
    /// Statements given as one text, one after the other, outside the pipeline.
    [[nodiscard]] Result<void, DbError> exec(const char* sql, std::chrono::seconds patience);

    PGconn* pg;
    std::set<std::string, std::less<>> prepared;
    bool estranged = false; ///< a statement of ours is gone from the session, or another has its name
    bool broken = false;
};

inline PGresult* resultOf(const detail::ResultHandle& handle) {
    return static_cast<PGresult*>(handle.get());
}

} // namespace custos::db
