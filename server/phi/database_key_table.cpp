#include "server/phi/database_key_table.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"

namespace custos::phi {

Result<std::vector<WrappedTenantKey>, KeyTableError> DatabaseKeyTable::load(const ledger::Uuid& tenant) {
    auto lease = readers_.acquire();
    if (!lease)
        return unexpected(KeyTableError::Unavailable);
    auto work = (*lease)->begin();
    const auto ticket = work.run(db::queries::tenant_keys, tenant);
    if (!work.commit())
        return unexpected(KeyTableError::Unavailable);
    std::vector<WrappedTenantKey> keys;
    for (const auto row : work.take(ticket))
        keys.push_back({.purpose = static_cast<KeyPurpose>(row.get<std::int64_t>("purpose")),
                        .version = static_cast<std::uint32_t>(row.get<std::int64_t>("version")),
                        .wrapped = row.get<ledger::Bytes>("wrapped")});
    return keys;
}

Result<void, KeyTableError> DatabaseKeyTable::add(const ledger::Uuid& tenant,
                                                  std::span<const WrappedTenantKey> keys) {
    auto lease = operations_.acquire();
    if (!lease)
        return unexpected(KeyTableError::Unavailable);
    auto work = (*lease)->begin();
    work.enterService(tenant, "provision");
    for (const auto& key : keys)
        work.run(db::queries::tenant_key_add, tenant, static_cast<int>(key.purpose), key.version,
                 key.wrapped);
    if (!work.commit())
        return unexpected(KeyTableError::Unavailable);
    return {};
}

} // namespace custos::phi
