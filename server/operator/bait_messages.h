#pragma once

#include "ledger/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace custos {

// What the two ends of `custosd bait` say to each other over the admin socket, in lines of JSON.
//
//     > bait
//     > {"count":3,"practice":"harborlane"}
//     < {"standing":3}                                   or {"error":"too_few_patients"}

struct BaitRequest {
    std::string practice;
    int count = 0;
};

/// What was asked for is laid out.
struct BaitReply {
    std::int64_t standing = 0; ///< Earlier ones too, until their time is over
};

[[nodiscard]] std::string toLine(const BaitRequest& request);
[[nodiscard]] std::string toLine(const BaitReply& reply);

[[nodiscard]] std::optional<BaitRequest> readBaitRequest(const std::string& line);
/// The error is a code.
[[nodiscard]] Result<BaitReply, std::string> readBaitReply(const std::string& line);

} // namespace custos
