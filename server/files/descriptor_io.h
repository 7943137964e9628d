#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace custos {

// All of it, whatever signals come between.

[[nodiscard]] bool writeAll(int to, std::string_view content);

/// Over a pipe, its length first, so that whoever receives it knows whether that is all.
[[nodiscard]] bool sendWhole(int to, std::string_view content);
/// What `sendWhole` has sent. Nothing when the other end is gone before all of it has come.
[[nodiscard]] std::optional<std::string> receiveWhole(int from);

} // namespace custos
