#pragma once

#include "ledger/result.h"
#include "ledger/uuid.h"

#include <string_view>
#include <vector>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::jobs {

enum class PracticesError {
    NoPractice,  ///< nothing of that code
    Unavailable, ///< the database
};
[[nodiscard]] std::string_view code(PracticesError error);

/// Every practice of this server, asked with the login that reads wrapped keys.
[[nodiscard]] Result<std::vector<ledger::Uuid>, PracticesError> practicesOf(db::Pool& asKeys);

/// The practice of a code, asked with the same login.
[[nodiscard]] Result<ledger::Uuid, PracticesError> findPractice(db::Pool& asKeys, std::string_view code);

} // namespace custos::jobs
