#pragma once

#include "ledger/result.h"

#include <optional>
#include <string>

namespace custos {

// What the two ends of `custosd bait` say to each other over the admin socket, in lines of JSON.
//
//     > bait
//     > {"count":3,"practice":"harborlane"}
//     < {"count":3}                                      or {"error":"too_few_patients"}

struct BaitRequest {
    std::string practice;
    int count = 0;
};

/// So many as were asked for are laid out.
struct BaitReply {
    int count = 0;
};

[[nodiscard]] std::string toLine(const BaitRequest& request);
[[nodiscard]] std::string toLine(const BaitReply& reply);

[[nodiscard]] std::optional<BaitRequest> readBaitRequest(const std::string& line);
/// The error is a code.
[[nodiscard]] Result<BaitReply, std::string> readBaitReply(const std::string& line);

} // namespace custos
