#pragma once

#include "server/api/answer.h"
#include "server/phi/tenant_keyring.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct BreakGlassParts {
    db::Pool& pool;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
};

/// breakGlass, listBrokenGlass, endBreakGlass: one chart outside the panel, for 15 minutes (docs/access.md).
/// What was typed meets a patient or nobody; the answer, and the work, are the same.
void addBreakGlassHandlers(HandlerTable& table, BreakGlassParts parts);

} // namespace custos::api
