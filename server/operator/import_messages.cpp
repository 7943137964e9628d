#include "server/operator/import_messages.h"

#include "server/operator/admin_lines.h"

namespace custos {

using nlohmann::json;

namespace {

BatchResult resultOf(const json& from) {
    BatchResult result{.taken = from.at("taken"),
                       .merged = from.at("merged"),
                       .changed = from.at("changed"),
                       .dropped = from.at("dropped").get<fhir::Dropped>(),
                       .refused = {}};
    for (const json& refused : from.at("refused"))
        result.refused.push_back({refused.at("line"), refused.at("reason")});
    return result;
}

} // namespace

std::string toLine(const ImportRequest& request) {
    return lineOf({{"practice", request.practice}, {"source", request.source}});
}

std::string toLine(const BatchHeader& header) {
    return lineOf({{"type", header.type}, {"numbers", header.numbers}});
}

std::string toLine(const jobs::ImportReport& report) {
    json refused = json::array();
    for (const auto& line : report.refused)
        refused.push_back({{"line", line.number}, {"reason", fhir::name(line.reason)}});
    return lineOf({{"taken", report.taken},
                   {"merged", report.merged},
                   {"changed", report.changed},
                   {"dropped", report.dropped},
                   {"refused", std::move(refused)}});
}

std::string readyLine() {
    return lineOf({{"ready", true}});
}

std::optional<ImportRequest> readImportRequest(const std::string& line) {
    return fromLine(line, [](const json& from) {
        return ImportRequest{from.at("practice").get<std::string>(), from.at("source").get<std::string>()};
    });
}

std::optional<BatchHeader> readBatchHeader(const std::string& line) {
    return fromLine(line, [](const json& from) {
        return BatchHeader{from.at("type").get<std::string>(),
                           from.at("numbers").get<std::vector<std::uint64_t>>()};
    });
}

Result<BatchResult, std::string> readBatchResult(const std::string& line) {
    return replyFrom(line, &resultOf);
}

Result<void, std::string> readReady(const std::string& line) {
    return replyFrom(line, [](const json& from) { return from.at("ready").get<bool>(); }).map([](bool) {});
}

} // namespace custos
