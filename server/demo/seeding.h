#pragma once

#include "ledger/result.h"
#include "server/auth/password.h"
#include "server/db/pool.h"
#include "server/demo/plan.h"
#include "server/demo/ready_file.h"
#include "server/phi/tenant_keyring.h"

#include <vector>

namespace custos::demo {

enum class SeedingError { Keys, Database };

/// Where a demo is stored. Everything outlives the seeder.
struct SeedingParts {
    db::Pool& operations;
    phi::TenantKeyring& keyring;
    const auth::PasswordHasher& passwords;
};

/// Stores a practice; where it is there already, gives its accounts new passwords and seeds and leaves the
/// rest alone. Stores its place and people, its patients under keys of their own, its schedule. Passwords and
/// TOTP seeds are random and given back, once. `waiting` is added to today's arrivals (decision 0030). `bait`
/// is how many honeypot patients detection shall lay out in a practice that is new and has patients.
///
/// Works as the service `provision`, in transactions of a few hundred rows.
[[nodiscard]] Result<std::vector<DemoAccount>, SeedingError>
seed(const SeedingParts& parts, const PracticePlan& plan, std::chrono::minutes waiting, int bait);

} // namespace custos::demo
