#include "server/phi/tenant_keyring.h"

#include <algorithm>

namespace custos::phi {

using ledger::Uuid;

namespace {

// The key-encryption key has one version for as long as it lies in a file; a rotation of it rewraps.
constexpr std::uint32_t keyEncryptionVersion = 1;

std::uint32_t newestVersion(std::span<const WrappedTenantKey> rows, KeyPurpose purpose) {
    std::uint32_t newest = 0;
    for (const WrappedTenantKey& row : rows)
        if (row.purpose == purpose)
            newest = std::max(newest, row.version);
    return newest;
}

} // namespace

TenantKeyring::TenantKeyring(const KeyStore& store, TenantKeyTable& table, std::chrono::seconds lifetime,
                             Now now)
    : wrapping_(DataKey(store.key(StoredKey::KeyEncryption)), keyEncryptionVersion)
    , table_(table)
    , lifetime_(lifetime)
    , now_(std::move(now)) {}

TenantKeyring::~TenantKeyring() = default;

std::shared_ptr<const TenantKeys> TenantKeyring::cached(const Uuid& tenant) {
    const std::lock_guard lock(mutex_);
    std::erase_if(cache_, [now = now_()](const auto& entry) { return entry.second.expires <= now; });
    const auto found = cache_.find(tenant);
    return found == cache_.end() ? nullptr : found->second.keys;
}

Result<std::shared_ptr<const TenantKeys>, KeyringError> TenantKeyring::load(const Uuid& tenant) {
    const auto rows = table_.load(tenant);
    if (!rows)
        return unexpected(KeyringError::Unavailable);
    if (rows->empty())
        return unexpected(KeyringError::NoKeys);
    auto keys = TenantKeys::unwrap(wrapping_, tenant, *rows);
    if (!keys)
        return unexpected(KeyringError::Refused);
    return std::move(*keys);
}

Result<std::shared_ptr<const TenantKeys>, KeyringError> TenantKeyring::open(const Uuid& tenant) {
    if (auto keys = cached(tenant))
        return keys;
    // Two threads may load the same tenant at once; both read the same rows, and the later one stays.
    auto keys = load(tenant);
    if (!keys)
        return keys;
    const std::lock_guard lock(mutex_);
    cache_.insert_or_assign(tenant, Cached{*keys, now_() + lifetime_});
    return keys;
}

Result<void, KeyringError> TenantKeyring::create(const Uuid& tenant) {
    std::vector<WrappedTenantKey> keys;
    for (const KeyPurpose purpose : allKeyPurposes)
        keys.push_back(newTenantKey(wrapping_, tenant, purpose, 1));
    if (!table_.add(tenant, keys))
        return unexpected(KeyringError::Unavailable);
    const auto opened = open(tenant);
    if (!opened)
        return unexpected(opened.error());
    return {};
}

Result<std::uint32_t, KeyringError> TenantKeyring::rotate(const Uuid& tenant, KeyPurpose purpose) {
    const auto rows = table_.load(tenant);
    if (!rows)
        return unexpected(KeyringError::Unavailable);
    const std::uint32_t next = newestVersion(*rows, purpose) + 1;
    if (next == 1)
        return unexpected(KeyringError::NoKeys);
    const WrappedTenantKey key = newTenantKey(wrapping_, tenant, purpose, next);
    if (!table_.add(tenant, std::span(&key, 1)))
        return unexpected(KeyringError::Unavailable);
    clear();
    return next;
}

void TenantKeyring::clear() {
    const std::lock_guard lock(mutex_);
    cache_.clear();
}

} // namespace custos::phi
