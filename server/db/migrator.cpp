#include "server/db/migrator.h"

#include "server/db/queries.h"
#include "server/db/transaction.h"

#include <algorithm>

namespace custos::db {

namespace {

MigrationFailure databaseFailure(const DbError& cause, std::string_view migration = {}) {
    return {MigrationError::Database, migration, cause};
}

// custos_migrate may become the owner, and does so for this alone.
constexpr Script becomeOwner("become_owner",
                             "begin; set local role custos_owner; set local statement_timeout = 0; "
                             "set local lock_timeout = '30s'");
constexpr Script commitScript("commit", "commit");
constexpr Script rollbackScript("rollback", "rollback");
constexpr Script makeRegister("make_register", R"(
    create schema if not exists migration;
    create table if not exists migration.applied (
        name text primary key,
        checksum bytea not null,
        applied_at timestamptz not null default now());
    lock table migration.applied in share row exclusive mode)");

} // namespace

Migrator::Migrator(Connection& connection, std::span<const Script> scripts)
    : connection_(connection)
    , scripts_(scripts) {}

Result<int, MigrationFailure> Migrator::run() {
    const auto known = applied();
    if (!known)
        return unexpected(known.error());
    int count = 0;
    for (const Script& script : scripts_.subspan(known->size())) {
        if (const auto done = apply(script); !done)
            return unexpected(done.error());
        ++count;
    }
    return count;
}

/// What was applied has to be the beginning of what this program has, to the letter.
Result<std::vector<std::string>, MigrationFailure> Migrator::applied() {
    for (const Script* script : {&becomeOwner, &makeRegister})
        if (const auto done = connection_.run(*script); !done)
            return unexpected(databaseFailure(done.error()));
    auto work = connection_.begin();
    const auto found = work.run(queries::migrations_applied);
    std::vector<Transaction::Ticket> sums;
    for (const Script& script : scripts_)
        sums.push_back(work.run(queries::migration_checksum, std::string_view(script.sql())));
    if (const auto done = work.commit(); !done)
        return unexpected(databaseFailure(done.error()));
    if (const auto done = connection_.run(commitScript); !done)
        return unexpected(databaseFailure(done.error()));
    std::vector<std::string> names;
    for (const Row row : work.take(found)) {
        const std::size_t at = names.size();
        names.push_back(row.get<std::string>("name"));
        if (at >= scripts_.size() || scripts_[at].name() != names.back())
            return unexpected(MigrationFailure{MigrationError::Unknown, {}, {}});
        if (work.take(sums[at]).front().get<ledger::Bytes>("checksum") != row.get<ledger::Bytes>("checksum"))
            return unexpected(MigrationFailure{MigrationError::Changed, scripts_[at].name(), {}});
    }
    return names;
}

Result<void, MigrationFailure> Migrator::apply(const Script& script) {
    const auto failed = [&](const DbError& error) {
        (void)connection_.run(rollbackScript);
        return unexpected(databaseFailure(error, script.name()));
    };
    if (const auto begun = connection_.run(becomeOwner); !begun)
        return failed(begun.error());
    if (const auto ran = connection_.run(script); !ran)
        return failed(ran.error());
    auto note = connection_.begin();
    (void)note.run(queries::migration_note, script.name(), script.sql());
    if (const auto noted = note.commit(); !noted)
        return failed(noted.error());
    if (const auto committed = connection_.run(commitScript); !committed)
        return failed(committed.error());
    return {};
}

} // namespace custos::db
