#pragma once

namespace custos::app {

/// Before anything else in main: no core dumps, no debugger or /proc reader of the same user, files that
/// nobody else can read. Memory of this process is nobody's business but its own.
void hardenProcess();

} // namespace custos::app
