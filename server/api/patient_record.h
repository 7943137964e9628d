#pragma once

#include "server/api/patient_fields.h"

namespace custos::api {

/// A patient's administrative facts, in the clear. Lives as long as the request.
struct PatientRecord {
    std::string family;
    std::string given;
    std::string birthDate; ///< RFC 3339 full-date, or empty
    std::string phone;
    std::string email;
    std::string address;
    std::string interpreter;
    std::string accessNeeds;
    std::string preferredContact;
    bool voicemailOk = false;
};

/// The same, as it is stored. Null for what is empty.
struct SealedRecord {
    std::optional<ledger::Bytes> family;
    std::optional<ledger::Bytes> given;
    std::optional<ledger::Bytes> birthDate;
    std::optional<ledger::Bytes> phone;
    std::optional<ledger::Bytes> email;
    std::optional<ledger::Bytes> address;
    std::optional<ledger::Bytes> interpreter;
    std::optional<ledger::Bytes> accessNeeds;
};

/// From a row of queries/patient_by_id.sql. Throws FieldUnreadable.
[[nodiscard]] PatientRecord readRecord(const PatientFields& fields, const db::Row& row);

/// Takes over what a RegisterPatient or ChangePatient body names.
void applyBody(const nlohmann::json& body, PatientRecord& record);

[[nodiscard]] SealedRecord sealRecord(const phi::PatientCipher& cipher, const ledger::Uuid& patient,
                                      const PatientRecord& record);
[[nodiscard]] phi::Searchable searchableOf(const PatientRecord& record);
[[nodiscard]] nlohmann::json bodyOf(const PatientRecord& record, const ledger::Uuid& id, int version);

/// Of a phone as typed; empty for fewer than four digits.
[[nodiscard]] std::string lastFourDigits(const std::string& phone);

/// For the desk, from the columns `interpreter` and `access_needs`: "Interpreter: Spanish. Wheelchair".
[[nodiscard]] std::string needsOf(const PatientFields& fields);

} // namespace custos::api
