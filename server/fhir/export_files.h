#pragma once

#include "ledger/result.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace custos::fhir {

/// A file of a bulk export: `Type.ndjson` or `Type.NNN.ndjson`.
struct ExportFile {
    std::filesystem::path path;
    std::string type;
    std::uint64_t bytes = 0;
};

struct ExportFiles {
    std::vector<ExportFile> taken;    ///< in the order asked for, then by name
    std::vector<ExportFile> leftOver; ///< of resource types that were not asked for
};

enum class ExportError { NoDirectory, NoFiles };

/// What a directory holds of an export. Other files (its log, notes) are none of ours.
[[nodiscard]] Result<ExportFiles, ExportError> findExport(const std::filesystem::path& directory,
                                                          std::span<const std::string_view> order);

struct ExportLine {
    std::uint64_t number;            ///< From 1
    std::optional<std::string> text; ///< Absent for a line longer than `maxLineBytes`
};

/// The lines of one file, one at a time: however long a line is, no more than `maxLineBytes` of it is held.
/// Blank lines are counted and left out.
class ExportLines {
public:
    explicit ExportLines(const std::filesystem::path& path);

    /// Nothing at the end, and after an error.
    [[nodiscard]] std::optional<ExportLine> next();
    /// The file can't be opened, or not be read to its end.
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::uint64_t bytesRead() const { return bytes_; }

private:
    [[nodiscard]] bool readLine(std::string& line, bool& tooLong);

    std::ifstream file_;
    std::uint64_t number_ = 0;
    std::uint64_t bytes_ = 0;
    bool failed_ = false;
};

} // namespace custos::fhir
