#pragma once

#include "server/options.h"

namespace custos {

/// Runs until SIGTERM or SIGINT; the exit status. Throws StartRefused. On the main thread, before any other.
[[nodiscard]] int runServer(const ServeCommand& command);
[[nodiscard]] int runDemo(const DemoCommand& command);

} // namespace custos
