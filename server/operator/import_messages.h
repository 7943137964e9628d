#pragma once

#include "server/jobs/fhir_import.h"

#include <optional>
#include <string>
#include <vector>

namespace custos {

// What the two ends of an import say to each other over the admin socket, in lines of JSON; after a batch's
// header come its lines as they stand in the export. Whatever is not understood ends the conversation.
//
//     > import
//     > {"practice":"harborlane","source":"fhir"}
//     < {"ready":true}
//     > {"numbers":[1,2],"type":"Patient"}
//     > {"resourceType":"Patient",...
//     > {"resourceType":"Patient",...
//     < {"changed":0,"dropped":{"race":2},"merged":0,"refused":[],"taken":2}

struct ImportRequest {
    std::string practice;
    std::string source;
};

struct BatchHeader {
    std::string type;
    std::vector<std::uint64_t> numbers; ///< of the lines that follow
};

struct LineRefused {
    std::uint64_t number = 0;
    std::string reason;
};

/// What came of a batch.
struct BatchResult {
    std::uint64_t taken = 0;
    std::uint64_t merged = 0;
    std::uint64_t changed = 0;
    fhir::Dropped dropped;
    std::vector<LineRefused> refused;
};

[[nodiscard]] std::string toLine(const ImportRequest& request);
[[nodiscard]] std::string toLine(const BatchHeader& header);
[[nodiscard]] std::string toLine(const jobs::ImportReport& report);
[[nodiscard]] std::string readyLine();

[[nodiscard]] std::optional<ImportRequest> readImportRequest(const std::string& line);
[[nodiscard]] std::optional<BatchHeader> readBatchHeader(const std::string& line);
/// The other side's code where it says that something failed.
[[nodiscard]] Result<BatchResult, std::string> readBatchResult(const std::string& line);
[[nodiscard]] Result<void, std::string> readReady(const std::string& line);

} // namespace custos
