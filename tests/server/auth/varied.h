#pragma once

#include <cstddef>
#include <set>
#include <string>

namespace custos::auth {

/// Whether at each place of many random texts of one length at least eight different letters stand: what is
/// drawn only in part, or from a clock, has places where they do not change.
inline bool variesEverywhere(const std::set<std::string>& texts) {
    for (std::size_t place = 0; place < texts.begin()->size(); ++place) {
        std::set<char> letters;
        for (const std::string& text : texts)
            letters.insert(text.at(place));
        if (letters.size() < 8)
            return false;
    }
    return true;
}

} // namespace custos::auth
