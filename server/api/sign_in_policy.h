#pragma once

#include "server/api/answer.h"
#include "server/audit/entry_composer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// readSignInPolicy, changeSignInPolicy. Both outlive the table.
void addSignInPolicyHandlers(HandlerTable& table, db::Pool& pool, const audit::EntryComposer& composer);

} // namespace custos::api
