#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace custos::phi {

/// Stands beside every token: when folding changes, tokens are made again, and until then both are searched.
inline constexpr std::uint16_t foldingVersion = 1;

/// The parts of a name as search sees them: NFKD (Unicode UAX #15), marks stripped, case folded, letters
/// that do not decompose spelled out (ø o, ß ss, æ ae, ł l), apostrophes dropped, everything else that is
/// neither letter nor digit a separator. "O'Brien-Müller" gives "obrien", "muller".
[[nodiscard]] std::vector<std::string> foldedParts(std::string_view utf8);

/// American Soundex (US National Archives rules) of a folded part: "robert" and "rupert" give "R163".
/// Empty for a part with a letter outside a to z.
[[nodiscard]] std::string soundex(std::string_view foldedPart);

} // namespace custos::phi
