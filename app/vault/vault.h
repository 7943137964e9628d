#pragma once

#include "app/vault/file_checkpoint_store.h"
#include "app/vault/secret_service_keychain.h"
#include "app/vault/sqlcipher_schedule_cache.h"

namespace custos {
struct Enrolment;
}

namespace custos::app {

/// What this computer keeps for one practice, below `directory`: the disposable cache, and the checkpoints
/// that outlive it.
struct Vault {
    Vault(const QString& directory, const Enrolment& enrolment, const Clock& clock);

    SecretServiceKeychain keychain;
    DeviceSecret secret;
    SqlCipherScheduleCache cache;
    FileCheckpointStore checkpoints;
};

} // namespace custos::app
