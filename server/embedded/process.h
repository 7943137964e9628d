#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace custos::embedded {

/// Starts a program with its output appended to a file. No shell, no inherited descriptors, a plain
/// environment. -1 when it could not be started.
[[nodiscard]] pid_t launch(const std::vector<std::string>& command, const std::string& logFile);

/// Starts it and waits; its exit status, or -1.
[[nodiscard]] int runToEnd(const std::vector<std::string>& command, const std::string& logFile);

} // namespace custos::embedded
