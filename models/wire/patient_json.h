#pragma once

#include "models/domain/patient.h"
#include "models/wire/reader.h"

namespace custos::wire {

[[nodiscard]] Parsed<PatientSummary> patientSummary(const QJsonObject& json);
[[nodiscard]] Parsed<QList<PatientSummary>> patientSummaries(const QJsonObject& json);
[[nodiscard]] Parsed<Patient> patient(const QJsonObject& json);
[[nodiscard]] QJsonObject patientSearchBody(const QString& query, int limit);

} // namespace custos::wire
