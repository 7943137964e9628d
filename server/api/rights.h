#pragma once

#include "server/api/answer.h"
#include "server/audit/entry_composer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// listRoles, replaceRoles, setOverride, explainRights, listFeatureFlags, setFeatureFlag: who may do what in
/// a practice, and why (docs/access.md, "Rights"). Pool and composer outlive the table.
void addRightsHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer);

} // namespace custos::api
