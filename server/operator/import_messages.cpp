#include "server/operator/import_messages.h"

#include "server/operator/admin_lines.h"

namespace custos {

using nlohmann::json;

namespace {

std::uint64_t countFrom(const json& from) {
    return integerOf<std::uint64_t>(from);
}

BatchResult resultOf(const json& from) {
    BatchResult result{.taken = countFrom(from.at("taken")),
                       .merged = countFrom(from.at("merged")),
                       .changed = countFrom(from.at("changed")),
                       .dropped = {},
                       .refused = {}};
    for (const auto& [what, count] : from.at("dropped").get_ref<const json::object_t&>())
        result.dropped[what] = countFrom(count);
    for (const json& refused : from.at("refused"))
        result.refused.push_back({countFrom(refused.at("line")), refused.at("reason")});
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
        BatchHeader header{from.at("type").get<std::string>(), {}};
        for (const json& number : from.at("numbers").get_ref<const json::array_t&>())
            header.numbers.push_back(countFrom(number));
        return header;
    });
}

Result<BatchResult, std::string> readBatchResult(const std::string& line) {
    return replyFrom(line, &resultOf);
}

Result<void, std::string> readReady(const std::string& line) {
    return replyFrom(line, [](const json& from) { return from.at("ready").get<bool>(); })
        .and_then([](bool ready) -> Result<void, std::string> {
            if (!ready)
                return unexpected(std::string(notUnderstood));
            return {};
        });
}

} // namespace custos
