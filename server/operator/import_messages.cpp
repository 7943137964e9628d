#include "server/operator/import_messages.h"

#include "server/operator/admin_lines.h"

namespace custos {

namespace {

using Json = nlohmann::json;

BatchResult resultOf(const Json& json) {
    BatchResult result{.taken = json.at("taken"),
                       .merged = json.at("merged"),
                       .changed = json.at("changed"),
                       .dropped = json.at("dropped").get<fhir::Dropped>(),
                       .refused = {}};
    for (const Json& refused : json.at("refused"))
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
    Json refused = Json::array();
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
    return fromLine(line, [](const Json& json) {
        return ImportRequest{json.at("practice").get<std::string>(), json.at("source").get<std::string>()};
    });
}

std::optional<BatchHeader> readBatchHeader(const std::string& line) {
    return fromLine(line, [](const Json& json) {
        return BatchHeader{json.at("type").get<std::string>(),
                           json.at("numbers").get<std::vector<std::uint64_t>>()};
    });
}

Result<BatchResult, std::string> readBatchResult(const std::string& line) {
    return replyFrom(line, &resultOf);
}

Result<void, std::string> readReady(const std::string& line) {
    return replyFrom(line, [](const Json& json) { return json.at("ready").get<bool>(); }).map([](bool) {});
}

} // namespace custos
