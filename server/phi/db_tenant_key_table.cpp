#include "server/phi/db_tenant_key_table.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::phi {

Result<std::vector<WrappedTenantKey>, KeyTableError> DbTenantKeyTable::load(const ledger::Uuid& tenant) {
    auto connection = asReader_.acquire();
    if (!connection)
        return unexpected(KeyTableError::Unavailable);
    auto work = (*connection)->begin();
    const auto ticket = work.run(db::queries::phi_tenant_keys, tenant);
    if (!work.commit())
        return unexpected(KeyTableError::Unavailable);
    std::vector<WrappedTenantKey> keys;
    for (const db::Row row : work.take(ticket))
        keys.push_back({static_cast<KeyPurpose>(row.get<std::int64_t>("purpose")),
                        static_cast<std::uint32_t>(row.get<std::int64_t>("version")),
                        row.get<ledger::Bytes>("wrapped")});
    return keys;
}

Result<void, KeyTableError> DbTenantKeyTable::add(const ledger::Uuid& tenant,
                                                  std::span<const WrappedTenantKey> keys) {
    auto connection = asOperations_.acquire();
    if (!connection)
        return unexpected(KeyTableError::Unavailable);
    auto work = (*connection)->begin();
    work.enterService(tenant, "rotation");
    for (const WrappedTenantKey& key : keys)
        work.run(db::queries::phi_tenant_key_add, static_cast<int>(key.purpose), key.version, key.wrapped);
    if (!work.commit())
        return unexpected(KeyTableError::Unavailable);
    return {};
}

Result<bool, KeyTableError> DbTenantKeyTable::replace(const ledger::Uuid& tenant,
                                                      std::span<const WrappedTenantKey> before,
                                                      std::span<const WrappedTenantKey> after) {
    auto connection = asOperations_.acquire();
    if (!connection)
        return unexpected(KeyTableError::Unavailable);
    auto work = (*connection)->begin();
    work.enterService(tenant, "rotation");
    std::vector<db::Transaction::Ticket> tickets;
    for (std::size_t at = 0; at < before.size(); ++at)
        tickets.push_back(work.run(db::queries::phi_tenant_key_replace, static_cast<int>(before[at].purpose),
                                   before[at].version, before[at].wrapped, after[at].wrapped));
    if (!work.flush())
        return unexpected(KeyTableError::Unavailable);
    for (const auto ticket : tickets)
        if (work.take(ticket).affected() != 1)
            return false; // rolled back with `work`
    if (!work.commit())
        return unexpected(KeyTableError::Unavailable);
    return true;
}

Result<bool, KeyTableError> DbTenantKeyTable::retire(const ledger::Uuid& tenant, KeyPurpose purpose,
                                                     std::uint32_t version) {
    auto connection = asOperations_.acquire();
    if (!connection)
        return unexpected(KeyTableError::Unavailable);
    auto work = (*connection)->begin();
    work.enterService(tenant, "rotation");
    work.run(db::queries::phi_tenant_key_retire, static_cast<int>(purpose), version);
    const auto done = work.commit();
    if (!done && done.error().kind == db::ErrorKind::ConstraintViolation)
        return false;
    if (!done)
        return unexpected(KeyTableError::Unavailable);
    return true;
}

} // namespace custos::phi
