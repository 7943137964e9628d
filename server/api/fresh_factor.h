#pragma once

#include "server/api/answer.h"

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::api {

/// Whether the caller has just shown a factor, as the database has it: for processes that have no business
/// with sign-in's tables. The refusal carries its entry. The pool, as custos_api, outlives it.
[[nodiscard]] std::function<std::optional<Refused>(const Call&)> demandFreshOf(db::Pool& pool);

} // namespace custos::api
