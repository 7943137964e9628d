#pragma once

#include "server/api/session_work.h"
#include "server/audit/entry_composer.h"

namespace custos::api {

/// A change that happens once per Idempotency-Key, with its audit entry in the same transaction.
///
///     auto work = ChangeWork::begin(...);       // enters, asks whether the key is known
///     auto row = work->run(...); work->flush(); // what the change needs to know
///     if (auto before = work->done()) ...       // answered before: re-read it
///     work->run(...);                           // the change
///     work->record(draft, resource);
///     work->tryCommit();
class ChangeWork {
public:
    [[nodiscard]] static Result<ChangeWork, Refused>
    begin(db::Pool& pool, const audit::EntryComposer& composer, const Call& call);

    template<class... P>
    db::Transaction::Ticket run(const db::Query& query, const P&... params) {
        return work_.run(query, params...);
    }
    [[nodiscard]] db::Transaction& transaction() { return work_.transaction(); }
    /// As SessionWork has it: before the first flush, when nothing has been changed yet.
    [[nodiscard]] SessionWork& session() { return work_; }
    [[nodiscard]] Result<void, Refused> flush();
    [[nodiscard]] db::Rows take(db::Transaction::Ticket ticket) { return work_.take(ticket); }
    [[nodiscard]] const Caller& caller() const { return work_.caller(); }
    [[nodiscard]] audit::Draft draft() const { return work_.draft(); }
    [[nodiscard]] audit::Draft draft(ledger::Action action) const { return work_.draft(action); }

    /// After the first flush: the record that an earlier request with this key made or changed.
    [[nodiscard]] std::optional<ledger::Uuid> done() const { return done_; }

    /// Queues the entry and the key. The receipt is valid once the commit has succeeded. Refused when the
    /// entry names patients whom nobody has counted; not committed when one of them is seen by a break-glass
    /// alone and that ends first.
    [[nodiscard]] Result<ledger::Hash, Refused> record(const audit::Draft& draft,
                                                       const ledger::Uuid& resource);

    [[nodiscard]] Result<void, Refused> commit() { return work_.commit(); }
    [[nodiscard]] Result<void, db::DbError> tryFlush() { return work_.tryFlush(); }
    [[nodiscard]] Result<void, db::DbError> tryCommit() { return work_.tryCommit(); }

private:
    ChangeWork(SessionWork work, const audit::EntryComposer& composer, const Call& call);

    SessionWork work_;
    const audit::EntryComposer* composer_;
    const Call* call_;
    std::optional<db::Transaction::Ticket> known_;
    std::optional<ledger::Uuid> done_;
};

/// Records what was done to `resource`, commits, and answers 204.
[[nodiscard]] Outcome settled(ChangeWork& work, const audit::Draft& draft, const ledger::Uuid& resource);

/// An entry for `audit.append` within a write.
[[nodiscard]] Result<audit::PreparedEntry, Refused> compose(const audit::EntryComposer& composer,
                                                            const audit::Draft& draft);

} // namespace custos::api
