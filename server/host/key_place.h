#pragma once

#include <filesystem>
#include <string>

namespace custos {

/// Where the key-encryption key lies, if not in a file: a PKCS#11 token.
struct KeyPlace {
    std::filesystem::path module; ///< empty: a sealed file in the data directory
    std::string token;
    std::filesystem::path pinFile;
};

} // namespace custos
