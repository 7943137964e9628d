#include "server/audit/planned_nodes.h"

namespace custos::audit {

using ledger::Hash;
using ledger::NodeId;
using ledger::TreeError;

Result<std::vector<Hash>, TreeError> AskedNodes::read(std::span<const NodeId> ids) const {
    ids_.assign(ids.begin(), ids.end());
    return std::vector<Hash>(ids.size());
}

Result<std::vector<Hash>, TreeError> AnsweredNodes::read(std::span<const NodeId> ids) const {
    if (ids.size() != hashes_.size())
        return unexpected(TreeError::NodeMissing);
    return std::vector<Hash>(hashes_.begin(), hashes_.end());
}

} // namespace custos::audit
