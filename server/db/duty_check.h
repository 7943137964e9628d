#pragma once

#include "server/db/connection.h"
#include "server/db/roles.h"

#include <string>
#include <vector>

namespace custos::db {

/// What a role has beyond its duty. Names of objects, no data.
struct Excess {
    std::string
        what; ///< `superuser`, `bypasses row-level security`, `owns`, `member of`, `may create in`, ...
    std::string object; ///< the role, table, schema or function meant
};

struct DutyFailure {
    std::vector<Excess> excesses; ///< empty: the database could not be asked, see `cause`
    DbError cause{};
};

/// Refuses a connection whose role could do more than its duty asks (ASVS 5.0.0 13.2.2): superuser,
/// BYPASSRLS, CREATEDB, CREATEROLE, REPLICATION, ownership, memberships, TEMP or CREATE, the definers'
/// functions of other duties. The server checks each of its roles before it listens.
[[nodiscard]] Result<void, DutyFailure> checkDuty(Connection& connection, Duty duty);

} // namespace custos::db
