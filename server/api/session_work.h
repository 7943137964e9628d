#pragma once

#include "server/api/answer.h"
#include "server/db/pool.h"
#include "server/db/transaction.h"

#include <chrono>
#include <string>
#include <vector>

namespace custos::api {

/// Who asks, as the database found them behind the bearer token.
struct Caller {
    ledger::Uuid tenant;
    ledger::Uuid account;
    ledger::Uuid session;
    std::optional<ledger::Uuid> provider; ///< Set for those who have a column of their own
    std::vector<std::string> roles;
    std::vector<std::string> permissions;
    std::vector<audit::StandingGlass> glasses;
    std::optional<audit::BorrowedName> borrowed; ///< Set where `account` is not who acts

    [[nodiscard]] bool may(std::string_view permission) const;
    /// Who acts, whosever name they borrow.
    [[nodiscard]] const ledger::Uuid& person() const { return borrowed ? borrowed->impersonator : account; }
};

/// One request's work in the database: a connection, a transaction, a session entered.
///
/// Nothing that was read can be taken before the caller's permission for this call has been checked. Lives
/// on one thread, for one request; goes back into the pool with its destruction.
class SessionWork {
public:
    /// Queues `auth.enter` with the call's token. Nothing has travelled yet.
    [[nodiscard]] static Result<SessionWork, Refused> begin(db::Pool& pool, const Call& call);

    template<class... P>
    db::Transaction::Ticket run(const db::Query& query, const P&... params) {
        return transaction_.run(query, params...);
    }

    /// For what queues several statements; sending stays with `flush` and `commit`.
    [[nodiscard]] db::Transaction& transaction() { return transaction_; }

    /// Counts whom the answer will show, before anything is decrypted (docs/encryption.md, "The decrypt
    /// block"). Queued: what is sent next refuses when it is too many; where it is nearly too many, the
    /// call's answer says so. An answer that names patients in its entry and has counted none does not leave.
    void countOpened(const std::vector<ledger::Uuid>& patients);
    void countListed(const std::vector<ledger::Uuid>& patients);
    void countOpenedBy(const ledger::Uuid& visit); ///< whose visit it is
    /// The local days of a list; none: the day that `now`, the practice's clock, falls on.
    void countDays(std::optional<std::chrono::sys_days> from, std::optional<std::chrono::sys_days> to,
                   ledger::UtcTime now);
    /// A change about these patients: where a break-glass shows one, it has to stand until the commit.
    void changesFor(const std::vector<ledger::Uuid>& patients);
    /// Shows nothing that the caller did not bring along.
    void opensNothing() { counted_ = true; }
    [[nodiscard]] bool hasCounted() const { return counted_; }

    /// Sends what is queued. Refused when there is no live session, when it lacks the call's permission
    /// (with an entry that says so), when too much was opened, or by the database.
    [[nodiscard]] Result<void, Refused> flush();
    [[nodiscard]] Result<void, Refused> commit();

    /// The same, where a violated rule has an answer of its own: the database's error instead.
    [[nodiscard]] Result<void, db::DbError> tryFlush();
    [[nodiscard]] Result<void, db::DbError> tryCommit();

    [[nodiscard]] db::Rows take(db::Transaction::Ticket ticket) { return transaction_.take(ticket); }

    /// After the first flush or commit.
    [[nodiscard]] const Caller& caller() const { return caller_; }
    /// There is a live session behind the token, whether or not it may do what was asked.
    [[nodiscard]] bool isKnown() const { return known_; }

    /// An entry of this call's action, with everything that is known of the caller.
    [[nodiscard]] audit::Draft draft() const;
    [[nodiscard]] audit::Draft draft(ledger::Action action) const;

private:
    SessionWork(db::Pool::Lease lease, const Call& call);
    [[nodiscard]] Result<void, Refused> learnCaller();
    void demandStanding();
    void count(db::Transaction::Ticket ticket);
    [[nodiscard]] std::optional<ProblemKind> judge();
    void tellThatBlockIsNear();
    [[nodiscard]] Refused refusalOf(ProblemKind kind) const;

    db::Pool::Lease lease_;
    db::Transaction transaction_;
    const Call* call_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    db::Transaction::Ticket entered_;
    Caller caller_;
    bool known_ = false;
    std::vector<db::Transaction::Ticket> counts_; ///< not judged yet
    bool counted_ = false;
    bool blockIsNear_ = false;          ///< by a count, which stands once it is committed
    std::vector<ledger::Uuid> changed_; ///< whom a change of a caller who may break glass is about
};

/// What a database error means to the one who asked.
[[nodiscard]] Refused toRefused(const db::DbError& error);

} // namespace custos::api
