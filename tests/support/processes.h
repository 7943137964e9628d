#pragma once

#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace custos::testing {

/// The processes that `parent` has started, by their titles (`custosd-front`), as they are now.
[[nodiscard]] std::map<std::string, pid_t> childrenOf(pid_t parent);

/// All of them, whatever they are called.
[[nodiscard]] std::vector<pid_t> allChildrenOf(pid_t parent);

/// From now on, whatever this process starts leaves a core file when it crashes, unless it forbids itself to:
/// as on a machine where somebody has asked for them.
void wantCores();

/// A file of /proc/PID; empty where it can't be read.
[[nodiscard]] std::string procFile(pid_t process, const std::string& name);

/// Where the open descriptors of a process lead.
[[nodiscard]] std::vector<std::string> openFilesOf(pid_t process);

/// Whether whoever runs this may read a process's memory.
[[nodiscard]] bool isMemoryOpen(pid_t process);

/// Which of the texts stand anywhere in a process's memory, by name. Our processes let root alone look:
/// elsewhere this takes sudo, as installing did, and throws where that asks for a password.
[[nodiscard]] std::vector<std::string>
foundInMemory(pid_t process, const std::map<std::string, std::vector<std::string>>& spellingsByName);

} // namespace custos::testing
