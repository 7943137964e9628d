#include "app/net/http_patient_gateway.h"

#include "app/net/api_client.h"
#include "models/wire/patient_json.h"

namespace custos::app {

HttpPatientGateway::HttpPatientGateway(ApiClient& api)
    : api_(api) {}

Reply<QList<PatientSummary>> HttpPatientGateway::search(const QString& query, int limit) {
    // By POST: what is searched for is PHI, and PHI never stands in a URL.
    return api_.ask({.verb = HttpRequest::Verb::Post,
                     .path = QStringLiteral("/v1/patients/search"),
                     .body = wire::patientSearchBody(query, limit)},
                    &wire::patientSummaries);
}

Reply<Patient> HttpPatientGateway::read(PatientId id) {
    return api_.ask({.path = QStringLiteral("/v1/patients/") + id.toString()}, &wire::patient);
}

} // namespace custos::app
