#pragma once

#include <chrono>
#include <functional>

namespace custos {

/// No core dumps, not traceable by others of the same user, files for the owner alone: memory of this
/// process holds keys and, for moments, PHI.
void hardenProcess();

/// Signals that ask to end, as something to wait for. Blocks them for all threads made afterwards, so
/// construct it before any.
class StopSignal {
public:
    StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    ~StopSignal();

    /// True when SIGTERM or SIGINT came within `patience`.
    [[nodiscard]] bool wait(std::chrono::milliseconds patience) const;

private:
    int descriptor_;
};

} // namespace custos
