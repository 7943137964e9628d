#pragma once

#include "server/phi/tenant_keyring.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::phi {

/// Wrapped tenant keys in the database: read as custos_auth (keys are needed before there is a session),
/// added as a service by custos_operations. Thread-safe; the pools outlive it.
class DatabaseKeyTable final : public TenantKeyTable {
public:
    DatabaseKeyTable(db::Pool& readers, db::Pool& operations)
        : readers_(readers)
        , operations_(operations) {}

    [[nodiscard]] Result<std::vector<WrappedTenantKey>, KeyTableError>
    load(const ledger::Uuid& tenant) override;
    [[nodiscard]] Result<void, KeyTableError> add(const ledger::Uuid& tenant,
                                                  std::span<const WrappedTenantKey> keys) override;

private:
    db::Pool& readers_;
    db::Pool& operations_;
};

} // namespace custos::phi
