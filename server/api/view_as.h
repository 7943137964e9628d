#pragma once

#include "server/api/answer.h"
#include "server/api/display_clock.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// viewAs: which rows of a day, and whether a patient, somebody else would see, of those that the caller sees
/// themselves; never what stands in them (docs/decisions/0200). Pool and clock outlive the table.
void addViewAsHandlers(HandlerTable& table, db::Pool& pool, const DisplayClock& clock);

} // namespace custos::api
