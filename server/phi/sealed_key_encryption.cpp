#include "server/phi/sealed_key_encryption.h"

#include "server/phi/key_file.h"
#include "server/phi/key_material.h"

namespace custos::phi {

using ledger::Bytes;

namespace {

constexpr std::uint32_t firstVersion = 1;

std::string nameOf(std::uint32_t version) {
    return "key-encryption-" + std::to_string(version);
}

} // namespace

SealedKeyEncryption::SealedKeyEncryption(const KeyStore& store)
    : directory_(store.directory()) {
    versions_.try_emplace(firstVersion, DataKey(store.key(StoredKey::KeyEncryption)), firstVersion);
    readFurtherVersions();
}

// A file that is there but does not read as a key ends the row as a missing one does: what it wrapped then
// opens nowhere and is refused, and `addVersion` never replaces it.
void SealedKeyEncryption::readFurtherVersions() {
    const auto opened = KeyDirectory::open(directory_);
    for (auto version = versions_.rbegin()->first + 1; opened; ++version) {
        auto key = opened->read(nameOf(version));
        if (!key)
            return;
        fingerprints_[version] = nameOf(version) + ":" + fingerprintOf(key->view());
        versions_.try_emplace(version, std::move(*key), version);
    }
}

std::uint32_t SealedKeyEncryption::newest() const {
    const std::lock_guard lock(mutex_);
    return versions_.rbegin()->first;
}

Result<std::vector<Bytes>, KeyEncryptionError> SealedKeyEncryption::wrap(std::span<const KeyToWrap> keys) {
    const std::lock_guard lock(mutex_);
    std::vector<Bytes> wrapped;
    for (const KeyToWrap& key : keys)
        wrapped.push_back(versions_.rbegin()->second.seal(key.address, key.key.view()));
    return wrapped;
}

Result<DataKey, KeyEncryptionError> SealedKeyEncryption::unwrapOne(const WrappedKey& key) {
    const auto version = keyVersionOf(key.wrapped);
    auto found = versions_.find(version);
    if (found == versions_.end() && version > firstVersion) {
        readFurtherVersions();
        found = versions_.find(version);
    }
    if (found == versions_.end())
        return unexpected(KeyEncryptionError::NoVersion);
    auto opened = found->second.openKey(key.address, key.wrapped);
    if (!opened)
        return unexpected(KeyEncryptionError::Refused);
    return std::move(*opened);
}

Result<std::vector<DataKey>, KeyEncryptionError>
SealedKeyEncryption::unwrap(std::span<const WrappedKey> keys) {
    const std::lock_guard lock(mutex_);
    return unwrapEach(keys, [this](const WrappedKey& key) { return unwrapOne(key); });
}

Result<std::uint32_t, KeyEncryptionError> SealedKeyEncryption::addVersion() {
    const std::lock_guard lock(mutex_);
    readFurtherVersions();
    const auto next = versions_.rbegin()->first + 1;
    const auto opened = KeyDirectory::open(directory_);
    if (!opened || !opened->write(nameOf(next), randomKey().view()) || !opened->sync())
        return unexpected(KeyEncryptionError::Unavailable);
    readFurtherVersions();
    if (!versions_.contains(next))
        return unexpected(KeyEncryptionError::Unavailable);
    return next;
}

std::vector<std::string> SealedKeyEncryption::fingerprints() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> lines;
    for (const auto& [version, line] : fingerprints_)
        lines.push_back(line);
    return lines;
}

} // namespace custos::phi
