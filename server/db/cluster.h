#pragma once

#include "server/db/connection.h"
#include "server/db/roles.h"

#include <map>
#include <string>

namespace custos::db {

/// Passwords of the logins, by duty.
using RolePasswords = std::map<Duty, std::string>;

/// Makes roles, their passwords and the database `custos` in a cluster, and takes from everybody what nobody
/// needs (TEMP, large objects, procedural languages). As superuser, once per start; idempotent.
///
/// Passwords travel as SCRAM-SHA-256 verifiers (RFC 7677), so that none stands in WAL or a log.
class ClusterPreparation {
public:
    /// `adminConninfo` names a superuser and no database.
    explicit ClusterPreparation(std::string adminConninfo);

    [[nodiscard]] Result<void, DbError> run(const RolePasswords& passwords);

private:
    [[nodiscard]] Result<void, DbError> makeDatabase(Connection& admin);

    std::string adminConninfo_;
};

} // namespace custos::db
