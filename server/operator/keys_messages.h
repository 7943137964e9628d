#pragma once

#include "ledger/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace custos {

// What the two ends of `custosd keys rotate` say to each other over the admin socket, in lines of JSON.
//
//     > keys
//     > {"practice":"harborlane"}                  an empty code: the key-encryption key
//     < {"done":250,"of":1200}
//     < {"done":1200,"of":1200}
//     < {"retired":true,"unreadable":0,"version":2}

struct RotationRequest {
    std::string practice;
};

struct RotationTold {
    std::uint64_t done = 0;
    std::uint64_t of = 0;
};

struct RotationEnd {
    std::uint32_t version = 0;
    std::uint64_t unreadable = 0;
    bool retired = false; ///< False: older keys had to stay
};

/// A line of the server's: how far it is, or how it ended.
using RotationNews = std::variant<RotationTold, RotationEnd>;

[[nodiscard]] std::string toLine(const RotationRequest& request);
[[nodiscard]] std::string toLine(const RotationTold& told);
[[nodiscard]] std::string toLine(const RotationEnd& end);

[[nodiscard]] std::optional<RotationRequest> readRotationRequest(const std::string& line);
/// The error is a code.
[[nodiscard]] Result<RotationNews, std::string> readRotationNews(const std::string& line);

} // namespace custos
