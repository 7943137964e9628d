#pragma once

#include "server/db/connection.h"
#include "server/db/roles.h"
#include "server/db/transaction.h"
#include "server/embedded/embedded_postgres.h"
#include "tests/support/temporary_directory.h"

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace custos::testing {

/// A real PostgreSQL of the test's own, as the server embeds it, with the schema; gone with the object.
/// Throws when it can't be had: a test without its database has failed. Make it on the main thread.
class Database {
public:
    Database();

    [[nodiscard]] std::string conninfo(db::Duty duty) const { return postgres_.conninfo(duty); }
    [[nodiscard]] db::Connection open(db::Duty duty) const;
    /// As superuser, past triggers (`session_replication_role=replica`): what an attacker with the machine
    /// has.
    [[nodiscard]] db::Connection openSuperuser() const;
    static constexpr std::chrono::seconds superuserPatience{60};
    [[nodiscard]] std::filesystem::path directory() const { return directory_.path(); }

    /// SQL as superuser; throws when it fails. Rows come as text, columns separated by `|`.
    std::string superuser(const std::string& sql) const;
    /// SQL on a login's own connection, as an attacker who can inject it: the SQLSTATE that it ended with,
    /// "00000" when it went through. `rows` takes what came back.
    std::string inject(db::Duty duty, const std::string& sql, std::string* rows = nullptr) const;
    /// The same, each statement a message of its own on one connection; ends at the first that fails.
    std::string inject(db::Duty duty, const std::vector<std::string>& statements,
                       std::string* rows = nullptr) const;

    /// Everything that the server says when a statement fails, in its most talkative mode, or empty.
    [[nodiscard]] std::string complaint(db::Duty duty, const std::string& sql) const;
    /// What `copy ... to stdout` gave as the last of these statements.
    [[nodiscard]] std::string copyOut(db::Duty duty, const std::vector<std::string>& statements) const;

    /// The whole database as pg_dump writes it: what a thief of a backup has.
    [[nodiscard]] std::string dump() const;

    [[nodiscard]] int postmaster() const { return postgres_.postmaster(); }
    /// kill -9 of the postmaster, and a start after it.
    void crash();

private:
    TemporaryDirectory directory_;
    embedded::EmbeddedPostgres postgres_;
};

} // namespace custos::testing
