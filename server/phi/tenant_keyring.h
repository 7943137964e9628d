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

    /// The same keys, wrapped anew. All or none: false, and nothing done, when one of `before` is not what is
    /// there.
    [[nodiscard]] virtual Result<bool, KeyTableError> replace(const ledger::Uuid& tenant,
                                                              std::span<const WrappedTenantKey> before,
                                                              std::span<const WrappedTenantKey> after) = 0;

    /// Takes away the versions of a purpose below `version`. False, and nothing done, while something is
    /// still under one of them.
    [[nodiscard]] virtual Result<bool, KeyTableError> retire(const ledger::Uuid& tenant, KeyPurpose purpose,
                                                             std::uint32_t version) = 0;
};

enum class KeyringError {
    Unavailable, ///< the table can't be read, or the key-encryption key's token does not answer
    NoKeys,      ///< the tenant has none: never created, or shredded
    Refused,     ///< a key does not unwrap: another key-encryption key, or an edited row
};

/// How long keys are kept.
struct KeyringTimes {
    std::chrono::seconds lifetime = std::chrono::minutes(10); ///< after that they are unwrapped again
    std::chrono::seconds recheck{5};                          ///< after that the table is asked for new ones
};

/// Unwraps tenants' keys and keeps them for a bounded time.
///
/// Thread-safe. A version that another server has added is known here within `recheck`, and at once after
/// `clear`; an unused tenant's keys are cleared at the next call.
class TenantKeyring {
public:
    using Now = std::function<std::chrono::steady_clock::time_point()>;

    /// Both must outlive the keyring.
    TenantKeyring(KeyEncryption& keyEncryption, TenantKeyTable& table, KeyringTimes times = {},
                  Now now = &std::chrono::steady_clock::now);
    /// With the key-encryption key in the store's own files.
    TenantKeyring(const KeyStore& store, TenantKeyTable& table, KeyringTimes times = {},
                  Now now = &std::chrono::steady_clock::now);
    ~TenantKeyring();

    [[nodiscard]] Result<std::shared_ptr<const TenantKeys>, KeyringError> open(const ledger::Uuid& tenant);

    /// Makes version 1 of every purpose where it is missing. Several servers may do so at once: one wins, all
    /// then read the same keys.
    [[nodiscard]] Result<void, KeyringError> create(const ledger::Uuid& tenant);

    /// Whether a purpose has more than one version: a rotation was begun and not finished.
    [[nodiscard]] Result<bool, KeyringError> isRotating(const ledger::Uuid& tenant);

    /// Adds the next version of every purpose, all at once. Older ones keep opening what they sealed.
    [[nodiscard]] Result<void, KeyringError> rotate(const ledger::Uuid& tenant);

    /// Takes away what came before the newest version of every purpose; what something is still under stays,
    /// and the index with it. False then.
    [[nodiscard]] Result<bool, KeyringError> retire(const ledger::Uuid& tenant);

    /// Whether all of the tenant's keys are under the newest key-encryption key.
    [[nodiscard]] Result<bool, KeyringError> isRewrapped(const ledger::Uuid& tenant);
    /// Wraps by the newest key-encryption key what is not. Touches nothing unless all of it opens.
    [[nodiscard]] Result<void, KeyringError> rewrap(const ledger::Uuid& tenant);

    [[nodiscard]] KeyEncryption& keyEncryption() { return keyEncryption_; }

    void clear();

private:
    struct Cached {
        std::shared_ptr<const TenantKeys> keys;
        std::vector<WrappedTenantKey> rows;
        std::chrono::steady_clock::time_point expires;
        std::chrono::steady_clock::time_point checked;
    };

    [[nodiscard]] std::optional<Cached> cached(const ledger::Uuid& tenant);
    [[nodiscard]] Result<std::vector<WrappedTenantKey>, KeyringError> rows(const ledger::Uuid& tenant);
    [[nodiscard]] Result<std::shared_ptr<const TenantKeys>, KeyringError>
    keep(const ledger::Uuid& tenant, std::shared_ptr<const TenantKeys> keys,
         std::vector<WrappedTenantKey> rows, std::chrono::steady_clock::time_point expires);

    const std::unique_ptr<KeyEncryption> own_;
    KeyEncryption& keyEncryption_;
    TenantKeyTable& table_;
    const KeyringTimes times_;
    Now now_;
    std::mutex mutex_;
    std::map<ledger::Uuid, Cached> cache_;
};

} // namespace custos::phi
