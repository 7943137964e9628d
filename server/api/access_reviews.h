#pragma once

#include "server/api/answer.h"
#include "server/phi/tenant_keyring.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct AccessReviewParts {
    db::Pool& pool;
    phi::TenantKeyring& keyring;
};

/// reviewBreakGlass, reviewImpersonations: what was opened in others' hands, and why, for those who review it
/// (docs/access.md, "Review"). Which of it they see the database decides.
void addAccessReviewHandlers(HandlerTable& table, AccessReviewParts parts);

} // namespace custos::api
