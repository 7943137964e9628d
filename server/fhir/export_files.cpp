#include "server/fhir/export_files.h"

#include "server/fhir/read.h"

#include <algorithm>

namespace custos::fhir {

namespace {

bool isResourceType(std::string_view word) {
    return !word.empty() && word.front() >= 'A' && word.front() <= 'Z';
}

std::size_t placeIn(std::span<const std::string_view> order, const std::string& type) {
    return std::size_t(std::find(order.begin(), order.end(), type) - order.begin());
}

} // namespace

Result<ExportFiles, ExportError> findExport(const std::filesystem::path& directory,
                                            std::span<const std::string_view> order) {
    std::error_code error;
    std::filesystem::directory_iterator entries(directory, error);
    if (error)
        return unexpected(ExportError::NoDirectory);
    ExportFiles files;
    for (const auto& entry : entries) {
        const std::string name = entry.path().filename().string();
        const std::string type = name.substr(0, name.find('.'));
        if (!name.ends_with(".ndjson") || !isResourceType(type) || !entry.is_regular_file(error))
            continue;
        auto& list = placeIn(order, type) < order.size() ? files.taken : files.leftOver;
        list.push_back({entry.path(), type, entry.file_size(error)});
    }
    const auto before = [&](const ExportFile& a, const ExportFile& b) {
        return std::pair(placeIn(order, a.type), a.path) < std::pair(placeIn(order, b.type), b.path);
    };
    std::sort(files.taken.begin(), files.taken.end(), before);
    std::sort(files.leftOver.begin(), files.leftOver.end(), before);
    if (files.taken.empty())
        return unexpected(ExportError::NoFiles);
    return files;
}

ExportLines::ExportLines(const std::filesystem::path& path)
    : file_(path, std::ios::binary)
    , failed_(!file_.is_open()) {}

bool ExportLines::readLine(std::string& line, bool& tooLong) {
    line.clear();
    tooLong = false;
    bool any = false;
    for (char next = 0; file_.get(next);) {
        any = true;
        ++bytes_;
        if (next == '\n')
            break;
        if (line.size() < maxLineBytes)
            line += next;
        else
            tooLong = true;
    }
    failed_ = failed_ || file_.bad();
    return any;
}

std::optional<ExportLine> ExportLines::next() {
    std::string line;
    bool tooLong = false;
    while (!failed_ && readLine(line, tooLong)) {
        ++number_;
        if (tooLong)
            return ExportLine{number_, std::nullopt};
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            return ExportLine{number_, std::move(line)};
    }
    return std::nullopt;
}

} // namespace custos::fhir
