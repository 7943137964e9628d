#pragma once

#include "server/api/patient_fields.h"
#include "server/phi/patient_record.h"

namespace custos::api {

using phi::PatientRecord;

/// From a row of queries/patient_by_id.sql. Throws FieldUnreadable.
[[nodiscard]] PatientRecord readRecord(const PatientFields& fields, const db::Row& row);

/// Takes over what a RegisterPatient or ChangePatient body names.
void applyBody(const nlohmann::json& body, PatientRecord& record);

[[nodiscard]] nlohmann::json bodyOf(const PatientRecord& record, const ledger::Uuid& id, int version);

/// Of a phone as typed; empty for fewer than four digits.
[[nodiscard]] std::string lastFourDigits(const std::string& phone);

/// For the desk, from the columns `interpreter` and `access_needs`: "Interpreter: Spanish. Wheelchair".
[[nodiscard]] std::string needsOf(const PatientFields& fields);

} // namespace custos::api
