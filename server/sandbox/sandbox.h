#pragma once

#include <filesystem>
#include <vector>

namespace custos::sandbox {

/// What a process still has to do once it is locked in. Everything else is gone.
struct Walls {
    bool connectsLocally = false; ///< makes Unix sockets and connects them: to the database
    bool accepts = false;         ///< takes connections from sockets that listen already
    unsigned descriptors = 256;   ///< how many may be open at once
    /// Opens and makes files, which is for whoever keeps keys: below `within` alone (Landlock), and where
    /// that is empty wherever its user may, because a key module of the operator's choosing decides where.
    bool opensFiles = false;
    std::vector<std::filesystem::path> within = {};
};

/// Locks this process in, all its threads, for good.
///
/// Guarantees: no new privileges and no capability; no other program can be started, no file opened, made,
/// linked or removed by its name, no process traced, read, signalled or made; no memory becomes executable
/// that was not; no socket of any other kind than `walls` has. What only an intruder would try (another
/// program, tracing, loading code into the kernel, foreign memory) ends the process at once; everything else
/// that is not on the list of what we need is refused with EPERM. Whatever was open stays usable, and no more
/// than `descriptors` are. Kernel: seccomp (mode filter), Landlock; docs/decisions/0160 has what they cannot
/// see. With `within`, call it before there is a second thread.
///
/// Throws std::runtime_error where any of it cannot be had: a process that should be locked in does not go on
/// without.
void lockIn(const Walls& walls);

/// For whoever has to start programs and open files: this process, and everything that it starts from now on,
/// gains no privilege by starting a program, and ends at the first call that only an intruder would make
/// (tracing, foreign memory, namespaces, mounts, code for the kernel). Everything else stays allowed. Call it
/// before there is a second thread.
///
/// Throws std::runtime_error where it cannot be had.
void denyHostileCalls();

} // namespace custos::sandbox
