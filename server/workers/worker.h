#pragma once

#include "server/ipc/control.h"
#include "server/workers/order.h"

#include <memory>

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos::workers {

/// One process's part of the server. Made while files can still be opened, and opens all that it will ever
/// need then; starts once it is locked in.
class Worker {
public:
    virtual ~Worker() = default;

    virtual void start() = 0;
    /// A process at the other end of a link is there, for the first time or again.
    virtual void attach(Link link, ipc::Descriptor end) = 0;
    /// Now and then, on the main thread. What comes back goes to the supervisor.
    [[nodiscard]] virtual std::optional<std::string> tick() { return std::nullopt; }
};

using WorkerPtr = std::unique_ptr<Worker>;

// One by role. Throw what says that a part is missing.
[[nodiscard]] WorkerPtr makeSeedWorker(const Order& order);
[[nodiscard]] WorkerPtr makeKeysWorker(const Order& order);
[[nodiscard]] WorkerPtr makeSequencerWorker(const Order& order);
[[nodiscard]] WorkerPtr makeAuthWorker(const Order& order, log::Log& log);
[[nodiscard]] WorkerPtr makeApiWorker(const Order& order, log::Log& log);
[[nodiscard]] WorkerPtr makeOperationsWorker(const Order& order, log::Log& log);
/// `listening` is the socket to accept from.
[[nodiscard]] WorkerPtr makeFrontWorker(const Order& order, ipc::Descriptor listening, log::Log& log);

/// `custosd worker`: what the supervisor starts, with its line on descriptor 3. Does as it is ordered until
/// it is told to stop or the supervisor is gone. The process's exit status.
[[nodiscard]] int runWorker();

} // namespace custos::workers
