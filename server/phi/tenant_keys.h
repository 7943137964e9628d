#pragma once

#include "server/phi/blind_index.h"
#include "server/phi/field_cipher.h"
#include "server/phi/key_encryption.h"

#include <map>
#include <memory>
#include <vector>

namespace custos::phi {

/// What a tenant's key is for. Numbers stand in the database and in associated data: never change one.
enum class KeyPurpose : std::uint8_t {
    Fields = 1, ///< wraps the patients' keys, and gives them its version
    BlindIndex = 2,
    Secrets = 3, ///< TOTP seeds, cache shares
    Attachments = 4,
    Recordings = 5,
    Backups = 6,
};
/// In the order in which a rotation takes older versions away. The index comes last: that no token is under
/// an older version is known from the patients' keys, which are replaced with their tokens.
inline constexpr std::array allKeyPurposes{KeyPurpose::Fields,      KeyPurpose::Secrets,
                                           KeyPurpose::Attachments, KeyPurpose::Recordings,
                                           KeyPurpose::Backups,     KeyPurpose::BlindIndex};

/// A row of phi.tenant_key.
struct WrappedTenantKey {
    KeyPurpose purpose{};
    std::uint32_t version = 0; ///< from 1
    ledger::Bytes wrapped;

    friend bool operator==(const WrappedTenantKey&, const WrappedTenantKey&) = default;
};

/// One patient's fields, under that patient's own key. Its version is that of the tenant's key which wraps
/// it: a rotation replaces both, and the database refuses a field under another version than the patient's
/// key (migration 0130). A patient is shredded by deleting the wrapped key: what remains in backups and
/// archives opens for nobody.
class PatientCipher {
public:
    PatientCipher(const ledger::Uuid& tenant, const ledger::Uuid& patient, DataKey key,
                  std::uint32_t version);

    [[nodiscard]] const ledger::Uuid& patient() const { return patient_; }

    /// `row` is the primary key of the row that holds the field: the appointment's for its reason.
    [[nodiscard]] ledger::Bytes seal(Field field, const ledger::Uuid& row, std::string_view plain) const;
    [[nodiscard]] Result<std::string, CipherError> open(Field field, const ledger::Uuid& row,
                                                        ledger::ByteView sealed) const;

private:
    ledger::Uuid tenant_;
    ledger::Uuid patient_;
    FieldCipher cipher_;
};

struct NewPatientKey {
    PatientCipher cipher;
    ledger::Bytes wrapped; ///< for phi.patient_key, in the transaction that registers the patient
};

/// All unwrapped keys of one tenant. Immutable and thread-safe; cleared when the last holder lets go, so hold
/// it for one request, not longer.
class TenantKeys {
public:
    /// Of rows of phi.tenant_key. The newest version of each purpose seals; every version given opens.
    /// Refused when one of them does not unwrap, or a purpose has none.
    [[nodiscard]] static Result<std::shared_ptr<const TenantKeys>, KeyEncryptionError>
    unwrap(KeyEncryption& keyEncryption, const ledger::Uuid& tenant, std::span<const WrappedTenantKey> rows);

    ~TenantKeys();
    TenantKeys(const TenantKeys&) = delete;
    TenantKeys& operator=(const TenantKeys&) = delete;

    [[nodiscard]] const ledger::Uuid& tenant() const;

    [[nodiscard]] NewPatientKey newPatientKey(const ledger::Uuid& patient) const;
    [[nodiscard]] Result<PatientCipher, CipherError> patient(const ledger::Uuid& patient,
                                                             ledger::ByteView wrapped) const;
    /// The version that seals: 0 for a purpose that nothing is sealed for here.
    [[nodiscard]] std::uint32_t newestVersion(KeyPurpose purpose) const;
    /// Whether a ciphertext of that purpose is of a version that came after these keys were read.
    [[nodiscard]] bool isNewer(KeyPurpose purpose, ledger::ByteView sealed) const {
        return keyVersionOf(sealed) > newestVersion(purpose);
    }

    /// Makes the tokens of whoever is registered or changed.
    [[nodiscard]] const BlindIndex& blindIndex() const;
    /// All versions, the oldest first. While a rotation goes on, a patient's tokens are under one of them,
    /// and move from older to newer: whoever searches asks in this order and misses nobody.
    [[nodiscard]] const std::map<std::uint32_t, BlindIndex>& blindIndexes() const;

    /// Fields that belong to no patient: TOTP seeds, cache shares.
    [[nodiscard]] ledger::Bytes sealSecret(Field field, const ledger::Uuid& row,
                                           ledger::ByteView plain) const;
    [[nodiscard]] Result<std::string, CipherError> openSecret(Field field, const ledger::Uuid& row,
                                                              ledger::ByteView sealed) const;

private:
    struct Parts;
    explicit TenantKeys(std::unique_ptr<const Parts> parts);

    std::unique_ptr<const Parts> parts_;
};

struct KeyVersion {
    KeyPurpose purpose{};
    std::uint32_t version = 0;
};

/// New random keys, wrapped by the key-encryption key.
[[nodiscard]] Result<std::vector<WrappedTenantKey>, KeyEncryptionError>
newTenantKeys(KeyEncryption& keyEncryption, const ledger::Uuid& tenant, std::span<const KeyVersion> versions);

/// A new tenant's: version 1 of every purpose.
[[nodiscard]] Result<std::vector<WrappedTenantKey>, KeyEncryptionError>
firstTenantKeys(KeyEncryption& keyEncryption, const ledger::Uuid& tenant);

/// The same keys under the newest key-encryption key.
[[nodiscard]] Result<std::vector<WrappedTenantKey>, KeyEncryptionError>
rewrapTenantKeys(KeyEncryption& keyEncryption, const ledger::Uuid& tenant,
                 std::span<const WrappedTenantKey> rows);

} // namespace custos::phi
