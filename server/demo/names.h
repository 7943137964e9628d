#pragma once

#include <span>
#include <string_view>

namespace custos::demo {

/// Names that nobody takes for a real patient's.
[[nodiscard]] std::span<const std::string_view> familyNames();
[[nodiscard]] std::span<const std::string_view> givenNames();
[[nodiscard]] std::span<const std::string_view> streetNames();

} // namespace custos::demo
