#include "server/phi/db_tenant_key_table.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::phi {

Result<std::vector<WrappedTenantKey>, KeyTableError> DbTenantKeyTable::load(const ledger::Uuid& tenant) {
    auto connection = asAuth_.acquire();
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

} // namespace custos::phi
