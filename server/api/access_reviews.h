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

/// reviewBreakGlass, reviewImpersonations: both with why they were opened, newest first, for those who review
/// them (docs/access.md, "Review"). Which of them they see the database decides. Pool and keyring outlive the
/// table.
void addAccessReviewHandlers(HandlerTable& table, AccessReviewParts parts);

} // namespace custos::api
