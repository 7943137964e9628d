#include "server/phi/tenant_keyring.h"

#include "server/phi/sealed_key_encryption.h"

#include <algorithm>

namespace custos::phi {

using ledger::Uuid;

namespace {

using Rows = std::vector<WrappedTenantKey>;

std::uint32_t newestVersion(const Rows& rows, KeyPurpose purpose) {
    std::uint32_t newest = 0;
    for (const WrappedTenantKey& row : rows)
        if (row.purpose == purpose)
            newest = std::max(newest, row.version);
    return newest;
}

KeyringError errorOf(KeyEncryptionError error) {
    return error == KeyEncryptionError::Unavailable ? KeyringError::Unavailable : KeyringError::Refused;
}

unexpected<KeyringError> refusal(KeyEncryptionError error) {
    return unexpected(errorOf(error));
}

} // namespace

TenantKeyring::TenantKeyring(KeyEncryption& keyEncryption, TenantKeyTable& table, KeyringTimes times, Now now)
    : keyEncryption_(keyEncryption)
    , table_(table)
    , times_(times)
    , now_(std::move(now)) {}

TenantKeyring::TenantKeyring(const KeyStore& store, TenantKeyTable& table, KeyringTimes times, Now now)
    : own_(std::make_unique<SealedKeyEncryption>(store))
    , keyEncryption_(*own_)
    , table_(table)
    , times_(times)
    , now_(std::move(now)) {}

TenantKeyring::~TenantKeyring() = default;

std::optional<TenantKeyring::Cached> TenantKeyring::cached(const Uuid& tenant) {
    const std::lock_guard lock(mutex_);
    std::erase_if(cache_, [now = now_()](const auto& entry) { return entry.second.expires <= now; });
    const auto found = cache_.find(tenant);
    return found == cache_.end() ? std::nullopt : std::optional(found->second);
}

Result<Rows, KeyringError> TenantKeyring::rows(const Uuid& tenant) {
    auto rows = table_.load(tenant);
    if (!rows)
        return unexpected(KeyringError::Unavailable);
    if (rows->empty())
        return unexpected(KeyringError::NoKeys);
    return std::move(*rows);
}

Result<std::shared_ptr<const TenantKeys>, KeyringError>
TenantKeyring::keep(const Uuid& tenant, std::shared_ptr<const TenantKeys> keys, Rows rows,
                    std::chrono::steady_clock::time_point expires) {
    const std::lock_guard lock(mutex_);
    cache_.insert_or_assign(tenant, Cached{keys, std::move(rows), expires, now_()});
    return keys;
}

// Two threads may read the same tenant's rows at once; both see the same, and the later one stays.
Result<std::shared_ptr<const TenantKeys>, KeyringError> TenantKeyring::open(const Uuid& tenant) {
    auto known = cached(tenant);
    if (known && now_() - known->checked < times_.recheck)
        return known->keys;
    auto current = rows(tenant);
    if (!current)
        return unexpected(current.error());
    if (known && known->rows == *current)
        return keep(tenant, known->keys, std::move(*current), known->expires);
    auto keys = TenantKeys::unwrap(keyEncryption_, tenant, *current);
    if (!keys)
        return refusal(keys.error());
    return keep(tenant, std::move(*keys), std::move(*current), now_() + times_.lifetime);
}

Result<void, KeyringError> TenantKeyring::create(const Uuid& tenant) {
    const auto keys = firstTenantKeys(keyEncryption_, tenant);
    if (!keys)
        return refusal(keys.error());
    if (!table_.add(tenant, *keys))
        return unexpected(KeyringError::Unavailable);
    const auto opened = open(tenant);
    if (!opened)
        return unexpected(opened.error());
    return {};
}

Result<bool, KeyringError> TenantKeyring::isRotating(const Uuid& tenant) {
    const auto current = rows(tenant);
    if (!current)
        return unexpected(current.error());
    return std::any_of(allKeyPurposes.begin(), allKeyPurposes.end(), [&](KeyPurpose purpose) {
        return std::count_if(current->begin(), current->end(),
                             [&](const auto& row) { return row.purpose == purpose; }) > 1;
    });
}

Result<void, KeyringError> TenantKeyring::rotate(const Uuid& tenant) {
    const auto before = rows(tenant);
    if (!before)
        return unexpected(before.error());
    std::vector<KeyVersion> versions;
    versions.reserve(allKeyPurposes.size());
    for (const KeyPurpose purpose : allKeyPurposes)
        versions.push_back({purpose, newestVersion(*before, purpose) + 1});
    const auto keys = newTenantKeys(keyEncryption_, tenant, versions);
    if (!keys)
        return refusal(keys.error());
    if (!table_.add(tenant, *keys))
        return unexpected(KeyringError::Unavailable);
    clear();
    return {};
}

Result<bool, KeyringError> TenantKeyring::retire(const Uuid& tenant) {
    const auto before = rows(tenant);
    if (!before)
        return unexpected(before.error());
    bool retired = true;
    for (const KeyPurpose purpose : allKeyPurposes) {
        if (purpose == KeyPurpose::BlindIndex && !retired)
            break; // tokens of those whose keys had to stay are under it
        const auto done = table_.retire(tenant, purpose, newestVersion(*before, purpose));
        if (!done)
            return unexpected(KeyringError::Unavailable);
        retired = retired && *done;
    }
    clear();
    return retired;
}

Result<bool, KeyringError> TenantKeyring::isRewrapped(const Uuid& tenant) {
    const auto current = rows(tenant);
    if (!current)
        return unexpected(current.error());
    return std::all_of(current->begin(), current->end(),
                       [newest = keyEncryption_.newest()](const WrappedTenantKey& row) {
                           return keyVersionOf(row.wrapped) == newest;
                       });
}

Result<void, KeyringError> TenantKeyring::rewrap(const Uuid& tenant) {
    const auto before = rows(tenant);
    if (!before)
        return unexpected(before.error());
    Rows older;
    const auto newestWrapping = keyEncryption_.newest();
    for (const WrappedTenantKey& row : *before)
        if (keyVersionOf(row.wrapped) < newestWrapping)
            older.push_back(row);
    const auto newer = rewrapTenantKeys(keyEncryption_, tenant, older);
    if (!newer)
        return refusal(newer.error());
    const auto replaced = table_.replace(tenant, older, *newer);
    if (!replaced || !*replaced) // somebody else was at it: they are asked for again
        return unexpected(KeyringError::Unavailable);
    clear();
    return {};
}

void TenantKeyring::clear() {
    const std::lock_guard lock(mutex_);
    cache_.clear();
}

} // namespace custos::phi
