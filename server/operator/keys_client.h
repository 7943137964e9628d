#pragma once

#include "server/operator/options.h"

#include <iosfwd>

namespace custos {

/// The operator's end of `custosd keys rotate`: progress while it goes, a sentence at its end. The exit
/// status.
[[nodiscard]] int rotateKeys(const RotateKeysCommand& command, std::ostream& out, std::ostream& progress);

} // namespace custos
