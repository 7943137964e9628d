#pragma once

#include <filesystem>
#include <string>

namespace custos {

/// For its owner alone (mode 0600); appears whole or not at all, and replaces what was there. False when it
/// could not be written.
[[nodiscard]] bool writePrivateFile(const std::filesystem::path& path, const std::string& content);

} // namespace custos
