#pragma once

#include <stdexcept>

namespace custos {

/// A start that cannot go on, as a sentence for the operator. Holds no secret and no PHI.
class StartRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace custos
