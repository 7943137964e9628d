#pragma once

#include "server/phi/blind_index.h"
#include "server/phi/field_cipher.h"

#include <memory>
#include <vector>

namespace custos::phi {

/// What a tenant's key is for. Numbers stand in the database and in associated data: never change one.
enum class KeyPurpose : std::uint8_t {
    Fields = 1, ///< wraps the patients' keys
    BlindIndex = 2,
    Secrets = 3, ///< TOTP seeds, cache shares
    Attachments = 4,
    Recordings = 5,
    Backups = 6,
};
inline constexpr std::array allKeyPurposes{KeyPurpose::Fields,     KeyPurpose::BlindIndex,
                                           KeyPurpose::Secrets,    KeyPurpose::Attachments,
                                           KeyPurpose::Recordings, KeyPurpose::Backups};

/// A row of phi.tenant_key.
struct WrappedTenantKey {
    KeyPurpose purpose{};
    std::uint32_t version = 0; ///< from 1
    ledger::Bytes wrapped;
};

/// One patient's fields, under that patient's own key. A patient is shredded by deleting the wrapped key:
/// what remains in backups and archives opens for nobody.
class PatientCipher {
public:
    PatientCipher(const ledger::Uuid& tenant, const ledger::Uuid& patient, DataKey key);

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
    [[nodiscard]] static Result<std::shared_ptr<const TenantKeys>, CipherError>
    unwrap(const FieldCipher& keyEncryption, const ledger::Uuid& tenant,
           std::span<const WrappedTenantKey> rows);

    ~TenantKeys();
    TenantKeys(const TenantKeys&) = delete;
    TenantKeys& operator=(const TenantKeys&) = delete;

    [[nodiscard]] const ledger::Uuid& tenant() const;

    [[nodiscard]] NewPatientKey newPatientKey(const ledger::Uuid& patient) const;
    [[nodiscard]] Result<PatientCipher, CipherError> patient(const ledger::Uuid& patient,
                                                             ledger::ByteView wrapped) const;
    /// The same patient's key wrapped by the newest tenant key, for rotation.
    [[nodiscard]] Result<ledger::Bytes, CipherError> rewrap(const ledger::Uuid& patient,
                                                            ledger::ByteView wrapped) const;

    [[nodiscard]] const BlindIndex& blindIndex() const;

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

/// A new random key for a purpose, wrapped by the key-encryption key.
[[nodiscard]] WrappedTenantKey newTenantKey(const FieldCipher& keyEncryption, const ledger::Uuid& tenant,
                                            KeyPurpose purpose, std::uint32_t version);

} // namespace custos::phi
