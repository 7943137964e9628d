#pragma once

#include "server/db/cluster.h"

#include <filesystem>
#include <optional>

namespace custos::embedded {

/// The logins' passwords: 256 random bits each, made at the first start, in a file that its owner alone
/// reads. Nothing when the file can't be read or written, or others may read it.
[[nodiscard]] std::optional<db::RolePasswords> loadOrMakePasswords(const std::filesystem::path& file);

} // namespace custos::embedded
