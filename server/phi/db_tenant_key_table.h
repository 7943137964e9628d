#pragma once

#include "server/phi/tenant_keyring.h"

namespace custos::db {
class Pool;
}

namespace custos::phi {

/// phi.tenant_key. Read without a session, because keys are needed before there is one: as custos_keys, in
/// the process that signs people in as custos_auth. Written as custos_operations, inside the practice that
/// the keys are for; a process that writes none may name the same login twice. Thread-safe, blocking; the
/// pools outlive it.
class DbTenantKeyTable final : public TenantKeyTable {
public:
    DbTenantKeyTable(db::Pool& asReader, db::Pool& asOperations)
        : asReader_(asReader)
        , asOperations_(asOperations) {}

    [[nodiscard]] Result<std::vector<WrappedTenantKey>, KeyTableError>
    load(const ledger::Uuid& tenant) override;
    [[nodiscard]] Result<void, KeyTableError> add(const ledger::Uuid& tenant,
                                                  std::span<const WrappedTenantKey> keys) override;
    [[nodiscard]] Result<bool, KeyTableError> replace(const ledger::Uuid& tenant,
                                                      std::span<const WrappedTenantKey> before,
                                                      std::span<const WrappedTenantKey> after) override;
    [[nodiscard]] Result<bool, KeyTableError> retire(const ledger::Uuid& tenant, KeyPurpose purpose,
                                                     std::uint32_t version) override;

private:
    db::Pool& asReader_;
    db::Pool& asOperations_;
};

} // namespace custos::phi
