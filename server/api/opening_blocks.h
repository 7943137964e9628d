#pragma once

#include "server/api/answer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

struct OpeningBlockParts {
    db::Pool& pool;
    const audit::EntryComposer& composer;
};

/// liftOwnBlock, liftBlock: what ends a block on opening patients (docs/encryption.md, "The decrypt block").
void addOpeningBlockHandlers(HandlerTable& table, OpeningBlockParts parts);

} // namespace custos::api
