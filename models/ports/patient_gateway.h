#pragma once

#include "models/domain/patient.h"
#include "models/domain/problem.h"

namespace custos {

class PatientGateway {
public:
    virtual ~PatientGateway() = default;
    /// By the beginning of any of a patient's names, or the last four digits of a phone.
    [[nodiscard]] virtual Reply<QList<PatientSummary>> search(const QString& query, int limit) = 0;
    [[nodiscard]] virtual Reply<Patient> read(PatientId id) = 0;
};

} // namespace custos
