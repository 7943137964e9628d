#pragma once

#include "server/api/answer.h"
#include "server/phi/tenant_keyring.h"

namespace custos::api {

/// Handlers that survive a rotation of keys: what was read with keys that are outdated by now, or sealed
/// under one that was replaced before it could be stored, is done again with the present ones. Nothing of the
/// first try has happened then (an idempotency key covers the one case in which it may have). The keyring
/// outlives them.
[[nodiscard]] HandlerTable rekeyed(HandlerTable table, phi::TenantKeyring& keyring);

} // namespace custos::api
