#pragma once

#include "server/db/connection.h"
#include "server/db/roles.h"
#include "server/db/transaction.h"

#include <stdexcept>

namespace custos::audit {

/// A PostgreSQL cluster of the test's own, with the schema; on disk as durably as in a practice.
class AuditDatabase {
public:
    AuditDatabase();
    AuditDatabase(const AuditDatabase&) = delete;
    AuditDatabase& operator=(const AuditDatabase&) = delete;
    ~AuditDatabase();

    [[nodiscard]] std::string conninfo(db::Duty duty) const;
    [[nodiscard]] db::Connection open(db::Duty duty) const;

    /// As superuser, past triggers (`session_replication_role=replica`).
    [[nodiscard]] db::Connection openSuperuser() const;

    /// One statement of such a superuser, in a transaction of its own. Throws when it fails.
    template<class... P>
    db::Rows ask(const db::Query& query, const P&... params) {
        auto work = superuser().begin();
        const auto ticket = work.run(query, params...);
        if (const auto done = work.commit(); !done)
            throw std::runtime_error(std::string(query.name()) + " " + std::string(done.error().state()));
        return work.take(ticket);
    }

    /// Process id of the postmaster.
    [[nodiscard]] int postmaster() const;
    /// kill -9 of the postmaster and start again.
    void crash();

private:
    [[nodiscard]] db::Connection& superuser();

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace custos::audit
