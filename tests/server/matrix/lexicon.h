#pragma once

#include "tests/server/matrix/side.h"

#include <set>
#include <string>

namespace custos::testing {

/// What the bodies that one practice gets must never hold: everything that is the other's alone.
class Lexicon {
public:
    void learn(const Side& theirs, const Side& mine);

    /// Empty, or what was found.
    [[nodiscard]] std::string foundIn(const std::string& body) const;
    /// The same in the bytes of audit entries.
    [[nodiscard]] std::string foundInBytes(const std::string& bytes) const;

private:
    std::set<std::string> ids_;
    std::set<std::string> names_;
};

} // namespace custos::testing
