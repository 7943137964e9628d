#pragma once

#include "server/db/connection.h"

#include <span>
#include <string_view>
#include <vector>

namespace custos::db {

/// Several statements that stand in a file of ours; known when the program is compiled.
class Script {
public:
    consteval Script(std::string_view name, std::string_view sql)
        : name_(name)
        , sql_(sql) {}

    [[nodiscard]] constexpr std::string_view name() const { return name_; }
    [[nodiscard]] constexpr const char* sql() const { return sql_.data(); }

private:
    std::string_view name_;
    std::string_view sql_;
};

/// `migrations/*.sql`, in the order of their names.
[[nodiscard]] std::span<const Script> migrations();

enum class MigrationError {
    Database, ///< see `cause`
    Changed,  ///< a migration that was applied reads otherwise now: never edit one, add another
    Unknown,  ///< the database has a migration that this program does not: it is newer
};

struct MigrationFailure {
    MigrationError error{};
    std::string_view migration; ///< its name; empty where none is to blame
    DbError cause{};
};

/// Brings a database to this program's schema, as custos_migrate.
///
/// Each migration and the note that it was applied are one transaction; two migrators wait for each other.
class Migrator {
public:
    explicit Migrator(Connection& connection, std::span<const Script> scripts = migrations());

    /// How many were applied.
    [[nodiscard]] Result<int, MigrationFailure> run();

private:
    [[nodiscard]] Result<std::vector<std::string>, MigrationFailure> applied();
    [[nodiscard]] Result<void, MigrationFailure> apply(const Script& script);

    Connection& connection_;
    std::span<const Script> scripts_;
};

} // namespace custos::db
