#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace custos::testing {

/// Starts a program with both its outputs in one descriptor. Throws when it can't.
[[nodiscard]] pid_t spawn(const std::vector<std::string>& arguments, int outputDescriptor);

/// What waitpid gave, as a shell reports it; minus the signal that ended it.
[[nodiscard]] int exitStatus(int status);

struct Ran {
    int status = -1;
    std::string output; ///< Both outputs
};

/// Runs a program to its end.
[[nodiscard]] Ran run(const std::vector<std::string>& arguments);

} // namespace custos::testing
