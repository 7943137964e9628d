#pragma once

#include "server/api/answer.h"
#include "server/api/event_hub.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// Asks the database whether the session behind a token is live, and which columns it may see.
[[nodiscard]] EventHub::Ask askHearing(db::Pool& pool);

/// events.
void addEventHandlers(HandlerTable& table, db::Pool& pool, EventHub& hub);

} // namespace custos::api
