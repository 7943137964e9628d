#pragma once

#include "server/api/answer.h"
#include "server/db/rows.h"
#include "server/phi/tenant_keyring.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace custos::api {

/// A stored field or key does not open: edited, moved, or of other keys. The request ends; nothing about
/// the field is told to anybody (uniform error, ASVS 5.0.0 11.2.5).
class FieldUnreadable : public std::runtime_error {
public:
    FieldUnreadable()
        : std::runtime_error("a stored field does not open") {}
};

/// What is stored is under a key that came after ours were read: another server rotates. See rekeyed.h.
class KeyUnknown : public std::runtime_error {
public:
    KeyUnknown()
        : std::runtime_error("a stored field is under a newer key") {}
};

/// The keys of the caller's practice. Refused while they can't be read.
[[nodiscard]] Result<std::shared_ptr<const phi::TenantKeys>, Refused> openKeys(phi::TenantKeyring& keyring,
                                                                               const ledger::Uuid& tenant);

/// Opens what a row has of one patient. The row's columns: `patient` and `patient_key` (wrapped) beside the
/// sealed ones.
class PatientFields {
public:
    PatientFields(const phi::TenantKeys& keys, const db::Row& row);

    [[nodiscard]] const ledger::Uuid& patient() const { return cipher_.patient(); }
    [[nodiscard]] const phi::PatientCipher& cipher() const { return cipher_; }

    /// Empty for null. Throws FieldUnreadable.
    [[nodiscard]] std::string open(phi::Field field, const ledger::Uuid& row, std::string_view column) const;
    /// A field of the patient's own row.
    [[nodiscard]] std::string open(phi::Field field, std::string_view column) const;

    /// "Family, Given", from the columns `family` and `given`.
    [[nodiscard]] std::string displayName() const;

private:
    const db::Row row_;
    const phi::PatientCipher cipher_;
};

[[nodiscard]] std::string displayName(const std::string& family, const std::string& given);

} // namespace custos::api
