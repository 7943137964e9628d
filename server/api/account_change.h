#pragma once

#include "server/api/change_work.h"

#include <functional>

namespace custos::api {

/// What the database's refusal of a change of an account means to the one who asked; of somebody known it is
/// an entry, too: `draft`, denied.
[[nodiscard]] Refused refusedAs(const db::DbError& error, audit::Draft draft);

/// The change's entry: who, and with these facts.
[[nodiscard]] audit::Draft changeDraft(const ChangeWork& work, std::vector<ledger::Detail> details);

/// A change of who may do what in a practice: who is asking, the statement that `change` queues, its entry,
/// the commit; then what `change` returned runs and may fill the answer. Where it returned a refusal instead,
/// nothing is changed. The change is of `resource`, else of the practice itself; `details` gives the facts of
/// the entry for it. A repeat of a request with its key is answered 204 and names in its entry what the first
/// was about.
template<class Details, class Change>
Outcome changeOnce(db::Pool& pool, const audit::EntryComposer& composer, const Call& call,
                   const std::optional<ledger::Uuid>& resource, Details details, Change change) {
    auto work = ChangeWork::begin(pool, composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    Answer answer{.status = 204};
    if (work->done()) {
        answer.entry = changeDraft(*work, details(*work->done()));
        return answer;
    }
    const auto about = resource.value_or(work->caller().tenant);
    const auto draft = changeDraft(*work, details(about));
    const Result<std::function<void()>, Refused> finish = change(*work, answer);
    if (!finish)
        return unexpected(finish.error());
    const auto receipt = work->record(draft, about);
    if (!receipt)
        return unexpected(receipt.error());
    if (const auto done = work->tryCommit(); !done)
        return unexpected(refusedAs(done.error(), draft));
    (*finish)();
    answer.receipt = *receipt;
    return answer;
}

/// A change of one account, whose entry names it and says `more`.
template<class Change>
Outcome changeAccount(db::Pool& pool, const audit::EntryComposer& composer, const Call& call,
                      const ledger::Uuid& account, Change change, std::vector<ledger::Detail> more = {}) {
    const auto details = [&more](const ledger::Uuid& about) {
        auto all = more;
        all.insert(all.begin(), {"account", ledger::toText(about)});
        return all;
    };
    return changeOnce(pool, composer, call, account, details, change);
}

/// A change of the practice's own settings, whose entry says `details`.
template<class Change>
Outcome changePractice(db::Pool& pool, const audit::EntryComposer& composer, const Call& call,
                       const std::vector<ledger::Detail>& details, Change change) {
    return changeOnce(
        pool, composer, call, std::nullopt, [&details](const ledger::Uuid&) { return details; }, change);
}

} // namespace custos::api
