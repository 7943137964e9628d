#pragma once

#include "server/workers/audit_desk.h"
#include "server/workers/worker.h"

namespace custos::workers {

/// A process whose work is one graph of objects. The graph is made once the process is locked in, out of the
/// keys that were opened before, and attaches links itself.
template<class Graph>
class GraphWorker final : public Worker {
public:
    GraphWorker(const Order& order, std::initializer_list<phi::StoredKey> wanted, log::Log& log)
        : order_(order)
        , keys_(openKeys(order, wanted))
        , log_(log) {}

    void start() override { graph_.emplace(keys_, order_, log_); }
    void attach(Link link, ipc::Descriptor end) override { graph_->attach(link, std::move(end)); }

private:
    const Order& order_;
    const phi::KeyStore keys_;
    log::Log& log_;
    std::optional<Graph> graph_;
};

} // namespace custos::workers
