#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace custos::api {

/// Whether the words typed as the reason of an access could be one: at least 20 characters, and four
/// different words beside those that were said already (`known`: the category, the name), of eight different
/// letters. A word of one letter only, repeated, is none. Nothing when they could; else the code for the
/// refusal, `too_short` or `no_substance`.
[[nodiscard]] std::optional<std::string_view> faultOfReason(std::string_view reason,
                                                            const std::vector<std::string_view>& known);

} // namespace custos::api
