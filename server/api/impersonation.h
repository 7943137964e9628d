#pragma once

#include "server/api/answer.h"
#include "server/phi/tenant_keyring.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct ImpersonationParts {
    db::Pool& pool;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
};

/// startImpersonation, readImpersonation, endImpersonation, listTenants: what who operates the server may do
/// with practices that are not theirs (docs/access.md). Beginning and end stand in both logs, the practice's
/// and the platform's.
void addImpersonationHandlers(HandlerTable& table, ImpersonationParts parts);

} // namespace custos::api
