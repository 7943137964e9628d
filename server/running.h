#pragma once

#include "server/operator/options.h"

namespace custos {

/// Makes what a server starts from: keys, certificates, an empty database. Prints, once, what to keep off
/// this machine; the exit status. Throws StartRefused, also where there is a server already.
[[nodiscard]] int runInit(const InitCommand& command);

/// Runs until SIGTERM or SIGINT; the exit status. Throws StartRefused. On the main thread, before any other.
[[nodiscard]] int runServer(const ServeCommand& command);
[[nodiscard]] int runDemo(const DemoCommand& command);

} // namespace custos
