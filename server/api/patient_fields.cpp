#include "server/api/patient_fields.h"

namespace custos::api {

namespace {

phi::PatientCipher cipherOf(const phi::TenantKeys& keys, const db::Row& row) {
    const auto wrapped = row.get<ledger::ByteView>("patient_key");
    auto cipher = keys.patient(row.get<ledger::Uuid>("patient"), wrapped);
    if (!cipher && keys.isNewer(phi::KeyPurpose::Fields, wrapped))
        throw KeyUnknown();
    if (!cipher)
        throw FieldUnreadable();
    return std::move(*cipher);
}

} // namespace

Result<std::shared_ptr<const phi::TenantKeys>, Refused> openKeys(phi::TenantKeyring& keyring,
                                                                 const ledger::Uuid& tenant) {
    auto keys = keyring.open(tenant);
    if (!keys)
        return refuse(keys.error() == phi::KeyringError::Unavailable ? ProblemKind::DatabaseUnavailable
                                                                     : ProblemKind::Internal);
    return std::move(*keys);
}

PatientFields::PatientFields(const phi::TenantKeys& keys, const db::Row& row)
    : row_(row)
    , cipher_(cipherOf(keys, row)) {}

std::string PatientFields::open(phi::Field field, const ledger::Uuid& row, std::string_view column) const {
    const auto sealed = row_.get<std::optional<ledger::ByteView>>(column);
    if (!sealed)
        return {};
    auto plain = cipher_.open(field, row, *sealed);
    if (!plain)
        throw FieldUnreadable();
    return std::move(*plain);
}

std::string PatientFields::open(phi::Field field, std::string_view column) const {
    return open(field, cipher_.patient(), column);
}

std::string PatientFields::displayName() const {
    return api::displayName(open(phi::Field::PatientFamilyName, "family"),
                            open(phi::Field::PatientGivenName, "given"));
}

std::string displayName(const std::string& family, const std::string& given) {
    return given.empty() ? family : family + ", " + given;
}

} // namespace custos::api
