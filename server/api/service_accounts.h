#pragma once

#include "server/api/answer.h"
#include "server/audit/entry_composer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// listServiceAccounts, createServiceAccount, revokeServiceAccount. Both outlive the table.
void addServiceAccountHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer);

} // namespace custos::api
