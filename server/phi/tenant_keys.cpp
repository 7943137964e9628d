#include "server/phi/tenant_keys.h"

#include "server/phi/key_material.h"

#include <algorithm>
#include <map>

namespace custos::phi {

using ledger::Bytes;
using ledger::ByteView;
using ledger::Uuid;

namespace {

// A patient's key is replaced by re-encrypting that patient's rows in one transaction, so there is never more
// than one version of it at a time.
constexpr std::uint32_t patientKeyVersion = 1;

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
    [[nodiscard]] const FieldCipher& newest() const { return ciphers_.rbegin()->second; }
    [[nodiscard]] const FieldCipher* version(std::uint32_t version) const {
        const auto found = ciphers_.find(version);
        return found == ciphers_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::uint32_t, FieldCipher> ciphers_;
};

struct UnwrappedRow {
    KeyPurpose purpose;
    std::uint32_t version;
    DataKey key;
};

Result<UnwrappedRow, CipherError> unwrapRow(const FieldCipher& keyEncryption, const Uuid& tenant,
                                            const WrappedTenantKey& row) {
    auto key = keyEncryption.openKey(wrapAddress(tenant, row.purpose, row.version), row.wrapped);
    if (!key)
        return unexpected(key.error());
    return UnwrappedRow{row.purpose, row.version, std::move(*key)};
}

} // namespace

PatientCipher::PatientCipher(const Uuid& tenant, const Uuid& patient, DataKey key)
    : tenant_(tenant)
    , patient_(patient)
    , cipher_(std::move(key), patientKeyVersion) {}

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
    std::optional<BlindIndex> blindIndex;
};

namespace {

// The newest version of the index key; its raw key is needed only to derive from.
void keepNewest(std::optional<UnwrappedRow>& newest, UnwrappedRow row) {
    if (!newest || newest->version < row.version)
        newest.emplace(std::move(row));
}

} // namespace

Result<std::shared_ptr<const TenantKeys>, CipherError>
TenantKeys::unwrap(const FieldCipher& keyEncryption, const Uuid& tenant,
                   std::span<const WrappedTenantKey> rows) {
    auto parts = std::make_unique<Parts>();
    parts->tenant = tenant;
    std::optional<UnwrappedRow> index;
    for (const WrappedTenantKey& row : rows) {
        auto unwrapped = unwrapRow(keyEncryption, tenant, row);
        if (!unwrapped)
            return unexpected(unwrapped.error());
        if (row.purpose == KeyPurpose::Fields)
            parts->fields.add(std::move(unwrapped->key), row.version);
        else if (row.purpose == KeyPurpose::Secrets)
            parts->secrets.add(std::move(unwrapped->key), row.version);
        else if (row.purpose == KeyPurpose::BlindIndex)
            keepNewest(index, std::move(*unwrapped));
    }
    if (parts->fields.isEmpty() || parts->secrets.isEmpty() || !index)
        return unexpected(CipherError::Refused);
    parts->blindIndex.emplace(index->key);
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
    Bytes wrapped = parts_->fields.newest().seal(patientKeyAddress(tenant(), patient), key.view());
    return {PatientCipher(tenant(), patient, std::move(key)), std::move(wrapped)};
}

Result<PatientCipher, CipherError> TenantKeys::patient(const Uuid& patient, ByteView wrapped) const {
    const FieldCipher* cipher = parts_->fields.version(keyVersionOf(wrapped));
    if (cipher == nullptr)
        return unexpected(CipherError::Refused);
    auto key = cipher->openKey(patientKeyAddress(tenant(), patient), wrapped);
    if (!key)
        return unexpected(key.error());
    return PatientCipher(tenant(), patient, std::move(*key));
}

Result<Bytes, CipherError> TenantKeys::rewrap(const Uuid& patient, ByteView wrapped) const {
    const FieldCipher* cipher = parts_->fields.version(keyVersionOf(wrapped));
    if (cipher == nullptr)
        return unexpected(CipherError::Refused);
    const auto key = cipher->openKey(patientKeyAddress(tenant(), patient), wrapped);
    if (!key)
        return unexpected(key.error());
    return parts_->fields.newest().seal(patientKeyAddress(tenant(), patient), key->view());
}

const BlindIndex& TenantKeys::blindIndex() const {
    return *parts_->blindIndex;
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

WrappedTenantKey newTenantKey(const FieldCipher& keyEncryption, const Uuid& tenant, KeyPurpose purpose,
                              std::uint32_t version) {
    const DataKey key = randomKey();
    return {purpose, version, keyEncryption.seal(wrapAddress(tenant, purpose, version), key.view())};
}

} // namespace custos::phi
