#pragma once

#include "server/api/answer.h"
#include "server/phi/tenant_keyring.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct PatientParts {
    db::Pool& pool;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
};

/// searchPatients, readPatient, registerPatient, changePatient.
void addPatientHandlers(HandlerTable& table, PatientParts parts);

} // namespace custos::api
