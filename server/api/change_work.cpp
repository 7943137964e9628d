#include "server/api/change_work.h"

#include "server/api/door.h"
#include "server/db/queries.h"

namespace custos::api {

Result<ChangeWork, Refused> ChangeWork::begin(db::Pool& pool, const audit::EntryComposer& composer,
                                              const Call& call) {
    auto work = SessionWork::begin(pool, call);
    if (!work)
        return unexpected(work.error());
    return ChangeWork(std::move(*work), composer, call);
}

ChangeWork::ChangeWork(SessionWork work, const audit::EntryComposer& composer, const Call& call)
    : work_(std::move(work))
    , composer_(&composer)
    , call_(&call) {
    if (call.key) {
        work_.run(db::queries::idempotency_lock, *call.key);
        known_ = work_.run(db::queries::idempotency_find, *call.key);
    }
}

Result<void, Refused> ChangeWork::flush() {
    if (auto done = work_.flush(); !done)
        return done;
    if (!known_)
        return {};
    const auto rows = work_.take(*std::exchange(known_, std::nullopt));
    if (rows.empty())
        return {};
    if (rows.front().get<ledger::Hash>("fingerprint") != call_->fingerprint)
        return refuse(ProblemKind::KeyReused);
    done_ = rows.front().get<ledger::Uuid>("resource");
    return {};
}

Result<ledger::Hash, Refused> ChangeWork::record(const audit::Draft& draft, const ledger::Uuid& resource) {
    if (!draft.patients.empty() && !work_.hasCounted())
        return refuse(ProblemKind::Internal);
    auto entry = compose(*composer_, draft);
    if (!entry)
        return unexpected(entry.error());
    work_.changesFor(draft.patients);
    if (call_->key)
        work_.run(db::queries::idempotency_remember, *call_->key, call_->fingerprint, resource);
    work_.run(db::queries::audit_append, entry->bytes, ledger::ByteView(entry->mac));
    return entry->leaf;
}

Outcome settled(ChangeWork& work, const audit::Draft& draft, const ledger::Uuid& resource) {
    const auto receipt = work.record(draft, resource);
    if (!receipt)
        return unexpected(receipt.error());
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    return Answer{.status = 204, .receipt = *receipt};
}

Result<audit::PreparedEntry, Refused> compose(const audit::EntryComposer& composer,
                                              const audit::Draft& draft) {
    auto entry = composer.compose(draft);
    if (!entry)
        return refuse(ProblemKind::AuditUnavailable);
    return std::move(*entry);
}

} // namespace custos::api
