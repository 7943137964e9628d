#include "server/audit/proofs.h"

#include "server/audit/planned_nodes.h"

namespace custos::audit {

using ledger::Hash;
using ledger::NodeStore;
using ledger::Proof;
using ledger::TreeError;

Result<ProofPlan, TreeError> ProofPlan::inclusion(std::uint64_t index, std::uint64_t size) {
    ProofPlan plan(Kind::Inclusion, index, size);
    const AskedNodes asked;
    if (const auto proof = plan.run(asked); !proof)
        return unexpected(proof.error());
    plan.nodes_ = asked.ids();
    return plan;
}

Result<ProofPlan, TreeError> ProofPlan::consistency(std::uint64_t from, std::uint64_t to) {
    ProofPlan plan(Kind::Consistency, from, to);
    const AskedNodes asked;
    if (const auto proof = plan.run(asked); !proof)
        return unexpected(proof.error());
    plan.nodes_ = asked.ids();
    return plan;
}

ProofPlan::ProofPlan(Kind kind, std::uint64_t first, std::uint64_t second)
    : kind_(kind)
    , first_(first)
    , second_(second) {}

Result<Proof, TreeError> ProofPlan::complete(std::span<const Hash> hashes) const {
    return run(AnsweredNodes(hashes));
}

Result<Proof, TreeError> ProofPlan::run(const NodeStore& store) const {
    return kind_ == Kind::Inclusion ? ledger::inclusionProof(store, first_, second_)
                                    : ledger::consistencyProof(store, first_, second_);
}

} // namespace custos::audit
