#pragma once

#include "server/api/answer.h"
#include "server/audit/entry_composer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::phi {
class TenantKeyring;
} // namespace custos::phi

namespace custos::api {

/// What must outlive the handler table.
struct UserParts {
    db::Pool& pool;
    const audit::EntryComposer& composer;
    phi::TenantKeyring& keyring; ///< seals the seed of an invitation
};

/// listUsers, createUser, inviteUser, disableUser, enableUser, signOutUser.
void addUserHandlers(HandlerTable& table, UserParts parts);

} // namespace custos::api
