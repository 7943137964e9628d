#pragma once

#include "server/api/answer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// listIncidents, acknowledgeIncident (docs/access.md). Both outlive the table.
void addIncidentHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer);

} // namespace custos::api
