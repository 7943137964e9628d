#pragma once

#include "server/api/answer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// listCoverings, grantCovering, endCovering: whose colleague has their day and panel (docs/access.md). Both
/// outlive the table.
void addCoveringHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer);

} // namespace custos::api
