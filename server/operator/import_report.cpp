#include "server/operator/import_report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iomanip>

namespace custos {

namespace {

constexpr std::size_t refusedShown = 50;

} // namespace

void ImportReport::add(const std::string& type, const std::string& file, const BatchResult& result) {
    Counts& counts = types_[type];
    counts.taken += result.taken;
    counts.merged += result.merged;
    counts.changed += result.changed;
    for (const auto& [kind, count] : result.dropped)
        dropped_[kind] += count;
    for (const LineRefused& line : result.refused)
        refuse(type, file, line.number, line.reason);
}

void ImportReport::refuse(const std::string& type, const std::string& file, std::uint64_t line,
                          std::string reason) {
    ++types_[type].refused;
    refused_.push_back({file, line, std::move(reason)});
}

ImportReport::Counts ImportReport::total() const {
    Counts total;
    for (const auto& [type, counts] : types_) {
        total.taken += counts.taken;
        total.merged += counts.merged;
        total.changed += counts.changed;
        total.refused += counts.refused;
    }
    return total;
}

void ImportReport::print(std::ostream& out) const {
    out << std::left << std::setw(20) << "" << std::right << std::setw(10) << "taken" << std::setw(10)
        << "merged" << std::setw(10) << "changed" << std::setw(10) << "refused"
        << "\n";
    for (const auto type : jobs::importOrder)
        if (const auto found = types_.find(std::string(type)); found != types_.end())
            out << std::left << std::setw(20) << type << std::right << std::setw(10) << found->second.taken
                << std::setw(10) << found->second.merged << std::setw(10) << found->second.changed
                << std::setw(10) << found->second.refused << "\n";
    if (!dropped_.empty())
        out << "\nDropped, because Custos does not store it:\n";
    for (const auto& [kind, count] : dropped_)
        out << std::setw(10) << count << "  " << kind << "\n";
    if (!leftOver_.empty())
        out << "\nLeft alone, of resource types that Custos does not take:\n";
    for (const std::string& file : leftOver_)
        out << "  " << file << "\n";
    if (!refused_.empty())
        out << "\nRefused:\n";
    for (std::size_t at = 0; at < std::min(refused_.size(), refusedShown); ++at)
        out << "  " << refused_[at].file << ":" << refused_[at].line << ": " << refused_[at].reason << "\n";
    if (refused_.size() > refusedShown)
        out << "  and " << refused_.size() - refusedShown << " more; --report FILE lists them all\n";
    out << "\nImported places have the time zone of the practice's first location: the export gives none.\n";
}

bool ImportReport::writeJson(const std::filesystem::path& path, bool finished) const {
    nlohmann::json json{{"finished", finished},
                        {"types", nlohmann::json::object()},
                        {"dropped", dropped_},
                        {"refused", nlohmann::json::array()},
                        {"left_over", leftOver_}};
    for (const auto& [type, counts] : types_)
        json["types"][type] = {{"taken", counts.taken},
                               {"merged", counts.merged},
                               {"changed", counts.changed},
                               {"refused", counts.refused}};
    for (const Refused& refused : refused_)
        json["refused"].push_back(
            {{"file", refused.file}, {"line", refused.line}, {"reason", refused.reason}});
    std::ofstream file(path, std::ios::trunc);
    file << json.dump(1, ' ', true, nlohmann::json::error_handler_t::replace) << "\n";
    file.close();
    return !file.fail();
}

} // namespace custos
