#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace custos::testing {

/// What stands where a name is not to be shown.
inline constexpr const char* withheld = "\u2014";

/// Without the entries of earlier questions to the trail: they name whom a colleague asked about, even a
/// patient who is nobody's here, and belong to this practice.
[[nodiscard]] nlohmann::json withoutEarlierQuestions(nlohmann::json body);

/// What of an answer a comparison of two may not look at: both say it of themselves.
[[nodiscard]] nlohmann::json withoutOwnMarks(const std::string& body);

/// The texts and numbers at a path ("items[].patient.display_name"); empty and null ones are left out.
[[nodiscard]] std::vector<nlohmann::json> valuesAt(const nlohmann::json& body, const std::string& path);

/// Whether a body shows this value of this member.
[[nodiscard]] bool shows(const std::string& body, const std::string& path, const nlohmann::json& value);

} // namespace custos::testing
