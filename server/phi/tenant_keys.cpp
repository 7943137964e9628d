#include "server/phi/tenant_keys.h"

#include "server/phi/key_material.h"

#include <algorithm>
#include <map>

namespace custos::phi {

using ledger::Bytes;
using ledger::ByteView;
using ledger::Uuid;

namespace {

// Binds purpose and version, so that rows of phi.tenant_key cannot stand in for each other.
FieldAddress wrapAddress(const Uuid& tenant, KeyPurpose purpose, std::uint32_t version) {
    Uuid row;
    row.bytes[0] = static_cast<std::uint8_t>(purpose);
    for (int i = 0; i < 4; ++i)
        row.bytes[std::size_t(15 - i)] = static_cast<std::uint8_t>(version >> (8 * i));
    return {tenant, Field::TenantKeyWrap, row};
}

FieldAddress patientKeyAddress(const Uuid& tenant, const Uuid& patient) {
    return {tenant, Field::PatientKeyWrap, patient};
}

// All versions of one purpose's key.
class KeyVersions {
public:
    void add(DataKey key, std::uint32_t version) { ciphers_.try_emplace(version, std::move(key), version); }
    [[nodiscard]] bool isEmpty() const { return ciphers_.empty(); }
    [[nodiscard]] std::uint32_t newestVersion() const { return isEmpty() ? 0 : ciphers_.rbegin()->first; }
    [[nodiscard]] const FieldCipher& newest() const { return ciphers_.rbegin()->second; }
    [[nodiscard]] const FieldCipher* version(std::uint32_t version) const {
        const auto found = ciphers_.find(version);
        return found == ciphers_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::uint32_t, FieldCipher> ciphers_;
};

Result<std::vector<DataKey>, KeyEncryptionError> unwrapRows(KeyEncryption& keyEncryption, const Uuid& tenant,
                                                            std::span<const WrappedTenantKey> rows) {
    std::vector<WrappedKey> wrapped;
    for (const WrappedTenantKey& row : rows)
        wrapped.push_back({wrapAddress(tenant, row.purpose, row.version), row.wrapped});
    return keyEncryption.unwrap(wrapped);
}

Result<std::vector<WrappedTenantKey>, KeyEncryptionError> wrapRows(KeyEncryption& keyEncryption,
                                                                   const Uuid& tenant,
                                                                   std::span<const KeyVersion> versions,
                                                                   std::vector<DataKey> keys) {
    std::vector<KeyToWrap> plain;
    for (std::size_t at = 0; at < versions.size(); ++at)
        plain.push_back(
            {wrapAddress(tenant, versions[at].purpose, versions[at].version), std::move(keys[at])});
    auto wrapped = keyEncryption.wrap(plain);
    if (!wrapped)
        return unexpected(wrapped.error());
    std::vector<WrappedTenantKey> rows;
    for (std::size_t at = 0; at < versions.size(); ++at)
        rows.push_back({versions[at].purpose, versions[at].version, std::move((*wrapped)[at])});
    return rows;
}

} // namespace

PatientCipher::PatientCipher(const Uuid& tenant, const Uuid& patient, DataKey key, std::uint32_t version)
    : tenant_(tenant)
    , patient_(patient)
    , cipher_(std::move(key), version) {}

Bytes PatientCipher::seal(Field field, const Uuid& row, std::string_view plain) const {
    return cipher_.seal({tenant_, field, row}, plain);
}

Result<std::string, CipherError> PatientCipher::open(Field field, const Uuid& row, ByteView sealed) const {
    return cipher_.open({tenant_, field, row}, sealed);
}

struct TenantKeys::Parts {
    Uuid tenant;
    KeyVersions fields;
    KeyVersions secrets;
    std::map<std::uint32_t, BlindIndex> blindIndexes;
};

Result<std::shared_ptr<const TenantKeys>, KeyEncryptionError>
TenantKeys::unwrap(KeyEncryption& keyEncryption, const Uuid& tenant, std::span<const WrappedTenantKey> rows) {
    auto keys = unwrapRows(keyEncryption, tenant, rows);
    if (!keys)
        return unexpected(keys.error());
    auto parts = std::make_unique<Parts>();
    parts->tenant = tenant;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const auto [purpose, version] = std::pair(rows[at].purpose, rows[at].version);
        if (purpose == KeyPurpose::BlindIndex) {
            parts->blindIndexes.try_emplace(version,
                                            (*keys)[at]); // the raw key is needed only to derive from
        } else if (purpose == KeyPurpose::Fields || purpose == KeyPurpose::Secrets) {
            auto& versions = purpose == KeyPurpose::Fields ? parts->fields : parts->secrets;
            versions.add(std::move((*keys)[at]), version);
        }
    }
    if (parts->fields.isEmpty() || parts->secrets.isEmpty() || parts->blindIndexes.empty())
        return unexpected(KeyEncryptionError::Refused);
    return std::shared_ptr<const TenantKeys>(new TenantKeys(std::move(parts)));
}

TenantKeys::TenantKeys(std::unique_ptr<const Parts> parts)
    : parts_(std::move(parts)) {}
TenantKeys::~TenantKeys() = default;

const Uuid& TenantKeys::tenant() const {
    return parts_->tenant;
}

NewPatientKey TenantKeys::newPatientKey(const Uuid& patient) const {
    DataKey key = randomKey();
    const FieldCipher& wrapping = parts_->fields.newest();
    Bytes wrapped = wrapping.seal(patientKeyAddress(tenant(), patient), key.view());
    return {PatientCipher(tenant(), patient, std::move(key), wrapping.keyVersion()), std::move(wrapped)};
}

Result<PatientCipher, CipherError> TenantKeys::patient(const Uuid& patient, ByteView wrapped) const {
    const FieldCipher* cipher = parts_->fields.version(keyVersionOf(wrapped));
    if (cipher == nullptr)
        return unexpected(CipherError::Refused);
    auto key = cipher->openKey(patientKeyAddress(tenant(), patient), wrapped);
    if (!key)
        return unexpected(key.error());
    return PatientCipher(tenant(), patient, std::move(*key), cipher->keyVersion());
}

std::uint32_t TenantKeys::newestVersion(KeyPurpose purpose) const {
    if (purpose == KeyPurpose::Fields)
        return parts_->fields.newestVersion();
    if (purpose == KeyPurpose::BlindIndex)
        return parts_->blindIndexes.rbegin()->first;
    return purpose == KeyPurpose::Secrets ? parts_->secrets.newestVersion() : 0;
}

const BlindIndex& TenantKeys::blindIndex() const {
    return parts_->blindIndexes.rbegin()->second;
}

const std::map<std::uint32_t, BlindIndex>& TenantKeys::blindIndexes() const {
    return parts_->blindIndexes;
}

Bytes TenantKeys::sealSecret(Field field, const Uuid& row, ByteView plain) const {
    return parts_->secrets.newest().seal({tenant(), field, row}, plain);
}

Result<std::string, CipherError> TenantKeys::openSecret(Field field, const Uuid& row, ByteView sealed) const {
    const FieldCipher* cipher = parts_->secrets.version(keyVersionOf(sealed));
    if (cipher == nullptr)
        return unexpected(CipherError::Refused);
    return cipher->open({tenant(), field, row}, sealed);
}

Result<std::vector<WrappedTenantKey>, KeyEncryptionError>
newTenantKeys(KeyEncryption& keyEncryption, const Uuid& tenant, std::span<const KeyVersion> versions) {
    std::vector<DataKey> keys;
    for (std::size_t at = 0; at < versions.size(); ++at)
        keys.push_back(randomKey());
    return wrapRows(keyEncryption, tenant, versions, std::move(keys));
}

Result<std::vector<WrappedTenantKey>, KeyEncryptionError> firstTenantKeys(KeyEncryption& keyEncryption,
                                                                          const Uuid& tenant) {
    std::vector<KeyVersion> versions;
    versions.reserve(allKeyPurposes.size());
    for (const KeyPurpose purpose : allKeyPurposes)
        versions.push_back({purpose, 1});
    return newTenantKeys(keyEncryption, tenant, versions);
}

Result<std::vector<WrappedTenantKey>, KeyEncryptionError>
rewrapTenantKeys(KeyEncryption& keyEncryption, const Uuid& tenant, std::span<const WrappedTenantKey> rows) {
    auto keys = unwrapRows(keyEncryption, tenant, rows);
    if (!keys)
        return unexpected(keys.error());
    std::vector<KeyVersion> versions;
    for (const WrappedTenantKey& row : rows)
        versions.push_back({row.purpose, row.version});
    return wrapRows(keyEncryption, tenant, versions, std::move(*keys));
}

} // namespace custos::phi
