#pragma once

#include "models/ports/patient_gateway.h"

namespace custos::app {

class ApiClient;

class HttpPatientGateway final : public PatientGateway {
public:
    explicit HttpPatientGateway(ApiClient& api);

    [[nodiscard]] Reply<QList<PatientSummary>> search(const QString& query, int limit) override;
    [[nodiscard]] Reply<Patient> read(PatientId id) override;

private:
    ApiClient& api_;
};

} // namespace custos::app
