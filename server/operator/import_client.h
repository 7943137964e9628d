#pragma once

#include "server/operator/options.h"

#include <functional>
#include <iosfwd>

namespace custos {

/// The terminal's end of `custosd import fhir`. Gives the exit status: 0 when everything was gone through,
/// lines that were refused included; 1 when something failed; 130 when `stopped` said so between two batches.
/// Whatever was taken stays taken, and the same command goes on from there.
///
/// Progress, a line per second, goes to `progress`, the report to `out`.
[[nodiscard]] int importFhir(const ImportCommand& command, const std::function<bool()>& stopped,
                             std::ostream& out, std::ostream& progress);

} // namespace custos
