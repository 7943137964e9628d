#include "ledger/memory_node_store.h"

namespace custos::ledger {

void MemoryNodeStore::keep(std::span<const Node> nodes) {
    for (const Node& node : nodes)
        hashes_.emplace(node.id, node.hash);
}

Result<std::vector<Hash>, TreeError> MemoryNodeStore::read(std::span<const NodeId> ids) const {
    std::vector<Hash> hashes;
    hashes.reserve(ids.size());
    for (const NodeId& id : ids) {
        const auto found = hashes_.find(id);
        if (found == hashes_.end())
            return unexpected(TreeError::NodeMissing);
        hashes.push_back(found->second);
    }
    return hashes;
}

} // namespace custos::ledger
