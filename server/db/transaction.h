#pragma once

#include "server/db/connection.h"
#include "server/db/param.h"
#include "server/db/query.h"
#include "server/db/rows.h"

#include <initializer_list>

namespace custos::db {

/// Statements that happen together or not at all, sent without waiting for each other's answers.
///
/// It is libpq's pipeline with its implicit transaction: no BEGIN and no COMMIT travel, so an error rolls
/// everything back and leaves the connection clean. The usual shape is one round trip:
///
///     auto work = connection.begin();
///     work.enter(token);
///     auto day = work.run(queries::appointments_of_day, date);
///     if (auto done = work.commit(); !done) return problem(done.error());
///     for (const Row row : work.take(day)) ...
///
/// Where later statements depend on earlier answers, `flush()` between them fetches those without ending the
/// transaction. Destruction without `commit` rolls back. Not thread-safe.
class Transaction {
public:
    /// Which answer belongs to which `run`.
    struct Ticket {
        std::size_t index;
    };

    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    /// Enters the session behind a bearer token; first in every transaction of the API. Without a live
    /// session nothing of what follows runs, and the result is `ErrorKind::NoSession`.
    /// The row: tenant, account, session, provider, roles, permissions, absolute_expiry (queries/enter.sql).
    Ticket enter(ledger::ByteView token);

    /// The same for the key of a service account: NoSession without a live one, Throttled when it asks too
    /// often.
    Ticket enterKey(ledger::ByteView key);

    /// Enters a practice as a service (`import`, `provision`, `rotation`, `detection`); only
    /// custos_operations may.
    Ticket enterService(const ledger::Uuid& tenant, std::string_view purpose);

    template<class... P>
    Ticket run(const Query& query, const P&... params) {
        return queue(query, std::vector<Param>{Param(params)...});
    }
    Ticket queue(const Query& query, const std::vector<Param>& params);

    /// Sends what is queued and waits for its answers; the transaction stays open.
    [[nodiscard]] Result<void, DbError> flush();

    /// The same, and commits. After an error nothing of the transaction has happened, save for
    /// `Unavailable` and `Timeout`, after which it may have.
    [[nodiscard]] Result<void, DbError> commit();

    /// An answer, once. Throws ShapeError when it was not fetched, or was taken before.
    [[nodiscard]] Rows take(Ticket ticket);

private:
    friend class Connection;
    Transaction(Connection& connection, std::chrono::milliseconds limit);

    struct State;
    std::unique_ptr<State> state_;
};

} // namespace custos::db
