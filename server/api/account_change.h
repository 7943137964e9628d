#pragma once

#include "server/api/change_work.h"

namespace custos::api {

/// What the database's refusal of a change of an account means to the one who asked; of somebody known it is
/// an entry, too: `draft`, denied.
[[nodiscard]] Refused refusedAs(const db::DbError& error, audit::Draft draft);

/// The change's entry: who, and about whom.
[[nodiscard]] audit::Draft aboutAccount(const ChangeWork& work, const ledger::Uuid& account);

/// A change of one account: who is asking, the statement that `change` queues, its entry, the commit; then
/// what `change` returned runs and may fill the answer. A repeat of a request with its key is answered 204
/// and names the account that it was about in its entry.
template<class Change>
Outcome changeAccount(db::Pool& pool, const audit::EntryComposer& composer, const Call& call,
                      const ledger::Uuid& account, Change change) {
    auto work = ChangeWork::begin(pool, composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    Answer answer{.status = 204};
    if (work->done()) {
        answer.entry = aboutAccount(*work, *work->done());
        return answer;
    }
    const auto draft = aboutAccount(*work, account);
    const auto finish = change(*work, answer);
    const auto receipt = work->record(draft, account);
    if (!receipt)
        return unexpected(receipt.error());
    if (const auto done = work->tryCommit(); !done)
        return unexpected(refusedAs(done.error(), draft));
    finish();
    answer.receipt = *receipt;
    return answer;
}

} // namespace custos::api
