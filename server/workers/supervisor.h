#pragma once

#include "server/ipc/control.h"
#include "server/workers/order.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <sys/types.h>

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::workers {

/// Starts the other processes of the server, connects them with each other, and starts again what dies.
///
/// Each is this program anew, with a memory of its own; what it may know comes over its line and stands
/// neither in its arguments nor in its environment. All of them end with this process, however it ends.
/// While one is away, what needed it is answered with 503. One that keeps dying is started at growing
/// intervals.
///
/// Use it on the main thread alone: the kernel ties a child's end to the thread that made it.
class Supervisor {
public:
    explicit Supervisor(log::Log& log);
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    /// Ends all, the front first so that what it has taken on is answered.
    ~Supervisor();

    /// Starts one and waits until it is at work. `pass` goes with the order and stays open for the next time.
    /// Throws StartRefused.
    void start(Order order, ipc::Descriptor pass = {});

    /// Does what takes one process and an answer of its own. Throws StartRefused.
    [[nodiscard]] std::string runOnce(const Order& order);

    /// Until a process has said so. Throws StartRefused when it has not in time.
    void awaitReport(Role role, Report report);

    /// Starts again what has died, when its time has come. Call it often.
    void tend();

private:
    using Clock = std::chrono::steady_clock;

    struct Process {
        Order order;
        ipc::Descriptor pass;
        pid_t id = -1;
        std::unique_ptr<ipc::Control> line;
        Clock::time_point started;
        Clock::time_point nextStart;
        std::chrono::milliseconds pause{0};
    };

    void launch(Process& process);
    [[nodiscard]] bool launchAndConnect(Process& process);
    [[nodiscard]] static bool awaitReady(const Process& process);
    void connect(Role role);
    void connect(const LinkEnds& ends);
    [[nodiscard]] Process* running(Role role);
    void noteDeath(Process& process, int status);
    void tend(Process& process);
    void end(Process& process);

    log::Log& log_;
    const ipc::Descriptor program_;
    std::map<Role, Process> processes_;
};

} // namespace custos::workers
