#pragma once

#include "server/operator/options.h"

#include <iosfwd>

namespace custos {

/// The operator's end of `custosd bait`; the exit status.
[[nodiscard]] int layOutBait(const BaitCommand& command, std::ostream& out, std::ostream& errors);

} // namespace custos
