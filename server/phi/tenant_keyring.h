#pragma once

#include "server/phi/key_store.h"
#include "server/phi/tenant_keys.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>

namespace custos::phi {

enum class KeyTableError { Unavailable };

/// Where wrapped tenant keys lie. Messages, not objects: this may move into another process.
class TenantKeyTable {
public:
    virtual ~TenantKeyTable() = default;

    [[nodiscard]] virtual Result<std::vector<WrappedTenantKey>, KeyTableError>
    load(const ledger::Uuid& tenant) = 0;

    /// Adds those whose (purpose, version) is not there yet and leaves the others as they are.
    [[nodiscard]] virtual Result<void, KeyTableError> add(const ledger::Uuid& tenant,
                                                          std::span<const WrappedTenantKey> keys) = 0;
};

enum class KeyringError {
    Unavailable, ///< the table can't be read
    NoKeys,      ///< the tenant has none: never created, or shredded
    Refused,     ///< a key does not unwrap: another key-encryption key, or an edited row
};

/// Unwraps tenants' keys and keeps them for a bounded time.
///
/// Thread-safe. Keys older than `lifetime` are read again at the next use, so that a rotated or removed key
/// takes effect everywhere within that time; an unused tenant's keys are cleared at the next call.
class TenantKeyring {
public:
    using Now = std::function<std::chrono::steady_clock::time_point()>;

    /// The table must outlive the keyring.
    TenantKeyring(const KeyStore& store, TenantKeyTable& table,
                  std::chrono::seconds lifetime = std::chrono::minutes(10),
                  Now now = &std::chrono::steady_clock::now);
    ~TenantKeyring();

    [[nodiscard]] Result<std::shared_ptr<const TenantKeys>, KeyringError> open(const ledger::Uuid& tenant);

    /// Makes version 1 of every purpose where it is missing. Several servers may do so at once: one wins, all
    /// then read the same keys.
    [[nodiscard]] Result<void, KeyringError> create(const ledger::Uuid& tenant);

    /// Adds the next version of one purpose. Older ones keep opening what they sealed.
    [[nodiscard]] Result<std::uint32_t, KeyringError> rotate(const ledger::Uuid& tenant, KeyPurpose purpose);

    void clear();

private:
    struct Cached {
        std::shared_ptr<const TenantKeys> keys;
        std::chrono::steady_clock::time_point expires;
    };

    [[nodiscard]] std::shared_ptr<const TenantKeys> cached(const ledger::Uuid& tenant);
    [[nodiscard]] Result<std::shared_ptr<const TenantKeys>, KeyringError> load(const ledger::Uuid& tenant);

    FieldCipher wrapping_;
    TenantKeyTable& table_;
    std::chrono::seconds lifetime_;
    Now now_;
    std::mutex mutex_;
    std::map<ledger::Uuid, Cached> cache_;
};

} // namespace custos::phi
