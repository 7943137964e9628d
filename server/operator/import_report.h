#pragma once

#include "server/operator/import_messages.h"

#include <filesystem>
#include <iosfwd>
#include <map>

namespace custos {

/// What an import has come to so far, for the person at the terminal and as a file. Quotes nothing of the
/// export but its files' names.
class ImportReport {
public:
    struct Counts {
        std::uint64_t taken = 0;
        std::uint64_t merged = 0;
        std::uint64_t changed = 0;
        std::uint64_t refused = 0;
    };

    void add(const std::string& type, const std::string& file, const BatchResult& result);
    void refuse(const std::string& type, const std::string& file, std::uint64_t line, std::string reason);
    void leaveOver(const std::string& file) { leftOver_.push_back(file); }

    [[nodiscard]] Counts total() const;
    /// The longest lists are cut; `writeJson` cuts nothing.
    void print(std::ostream& out) const;
    /// False when the file can't be written. Mode 0600.
    [[nodiscard]] bool writeJson(const std::filesystem::path& path, bool finished) const;

private:
    struct Refused {
        std::string file;
        std::uint64_t line;
        std::string reason;
    };

    std::map<std::string, Counts> types_;
    fhir::Dropped dropped_;
    std::vector<Refused> refused_;
    std::vector<std::string> leftOver_;
};

} // namespace custos
