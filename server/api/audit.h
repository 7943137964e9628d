#pragma once

#include "server/api/answer.h"

namespace custos::audit {
class Recorder;
} // namespace custos::audit

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct AuditParts {
    db::Pool& pool;
    const audit::Recorder& recorder;
};

/// searchAudit, readCheckpoint, proveInclusion, proveReceipt, proveConsistency.
void addAuditHandlers(HandlerTable& table, AuditParts parts);

} // namespace custos::api
