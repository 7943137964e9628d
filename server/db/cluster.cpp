#include "server/db/cluster.h"

#include "server/db/migrator.h"
#include "server/db/pq.h"
#include "server/db/scripts.h"

namespace custos::db {

namespace {

constexpr std::chrono::seconds patience{30};

/// libpq makes the verifier here, so the password itself never travels.
std::optional<std::string> setPasswordStatement(PGconn* pg, const std::string& role,
                                                const std::string& password) {
    char* verifier = PQencryptPasswordConn(pg, password.c_str(), role.c_str(), "scram-sha-256");
    if (!verifier)
        return std::nullopt;
    char* literal = PQescapeLiteral(pg, verifier, std::char_traits<char>::length(verifier));
    std::optional<std::string> statement;
    if (literal)
        statement = "alter role " + role + " password " + literal;
    PQfreemem(literal);
    PQfreemem(verifier);
    return statement;
}

} // namespace

ClusterPreparation::ClusterPreparation(std::string adminConninfo)
    : adminConninfo_(std::move(adminConninfo)) {}

Result<void, DbError> ClusterPreparation::run(const RolePasswords& passwords) {
    auto admin = Connection::open(adminConninfo_ + " dbname=postgres");
    if (!admin)
        return unexpected(admin.error());
    if (const auto done = admin->run(scripts::bootstrap); !done)
        return done;
    for (const auto& [duty, password] : passwords) {
        const auto statement = setPasswordStatement(admin->impl_->pg, std::string(roleOf(duty)), password);
        if (!statement)
            return unexpected(unavailable());
        if (const auto done = admin->impl_->exec(statement->c_str(), patience); !done)
            return done;
    }
    if (const auto done = makeDatabase(*admin); !done)
        return done;
    auto inside = Connection::open(adminConninfo_ + " dbname=custos");
    if (!inside)
        return unexpected(inside.error());
    return inside->run(scripts::bootstrap_database);
}

Result<void, DbError> ClusterPreparation::makeDatabase(Connection& admin) {
    constexpr std::string_view duplicateDatabase = "42P04";
    const auto made = admin.impl_->exec("create database custos owner custos_owner", patience);
    if (!made && made.error().state() != duplicateDatabase)
        return made;
    return {};
}

} // namespace custos::db
