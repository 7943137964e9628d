#pragma once

#include "ledger/result.h"
#include "ledger/uuid.h"

#include <vector>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::jobs {

enum class PracticesError { Unavailable };

/// Every practice of this server, asked with the login that reads wrapped keys.
[[nodiscard]] Result<std::vector<ledger::Uuid>, PracticesError> practicesOf(db::Pool& asKeys);

} // namespace custos::jobs
