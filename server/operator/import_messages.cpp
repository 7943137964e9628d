#include "server/operator/import_messages.h"

#include <nlohmann/json.hpp>

namespace custos {

namespace {

using Json = nlohmann::json;

constexpr const char* notUnderstood = "not_understood";

/// Throws Json::exception, as do its accessors, for what is not what it should be.
template<class Read>
auto reading(const std::string& line, Read read) -> std::optional<decltype(read(Json()))> {
    try {
        return read(Json::parse(line));
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

std::string errorIn(const Json& json) {
    return json.is_object() && json.contains("error") ? json["error"].get<std::string>() : std::string();
}

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
    return Json{{"practice", request.practice}, {"source", request.source}}.dump(
        -1, ' ', true, Json::error_handler_t::replace);
}

std::string toLine(const BatchHeader& header) {
    return Json{{"type", header.type}, {"numbers", header.numbers}}.dump(-1, ' ', true,
                                                                         Json::error_handler_t::replace);
}

std::string toLine(const jobs::ImportReport& report) {
    Json refused = Json::array();
    for (const auto& line : report.refused)
        refused.push_back({{"line", line.number}, {"reason", fhir::name(line.reason)}});
    return Json{{"taken", report.taken},
                {"merged", report.merged},
                {"changed", report.changed},
                {"dropped", report.dropped},
                {"refused", std::move(refused)}}
        .dump();
}

std::string readyLine() {
    return Json{{"ready", true}}.dump();
}

std::string errorLine(std::string_view code) {
    return Json{{"error", code}}.dump();
}

std::optional<ImportRequest> readImportRequest(const std::string& line) {
    return reading(line, [](const Json& json) {
        return ImportRequest{json.at("practice").get<std::string>(), json.at("source").get<std::string>()};
    });
}

std::optional<BatchHeader> readBatchHeader(const std::string& line) {
    return reading(line, [](const Json& json) {
        return BatchHeader{json.at("type").get<std::string>(),
                           json.at("numbers").get<std::vector<std::uint64_t>>()};
    });
}

Result<BatchResult, std::string> readBatchResult(const std::string& line) {
    if (const auto error = reading(line, &errorIn); !error || !error->empty())
        return unexpected(error.value_or(notUnderstood));
    auto result = reading(line, &resultOf);
    if (!result)
        return unexpected(std::string(notUnderstood));
    return std::move(*result);
}

Result<void, std::string> readReady(const std::string& line) {
    const auto error = reading(line, &errorIn);
    if (!error || !error->empty())
        return unexpected(error.value_or(notUnderstood));
    return {};
}

} // namespace custos
