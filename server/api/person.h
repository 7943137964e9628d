#pragma once

#include "server/db/rows.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace custos::api {

/// Who did or reviewed something, from a row's columns. Null where nobody is meant; without a name where they
/// are none of the practice's people.
[[nodiscard]] nlohmann::json personOrNull(const db::Row& row, std::string_view id, std::string_view name);

} // namespace custos::api
