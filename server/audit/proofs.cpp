#include "server/audit/proofs.h"

namespace custos::audit {

namespace {

using ledger::Hash;
using ledger::NodeId;
using ledger::NodeStore;
using ledger::Proof;
using ledger::TreeError;

// Notes which nodes a proof takes; what it answers is never looked at.
class AskedNodes final : public NodeStore {
public:
    Result<std::vector<Hash>, TreeError> read(std::span<const NodeId> ids) const override {
        asked.assign(ids.begin(), ids.end());
        return std::vector<Hash>(ids.size());
    }

    mutable std::vector<NodeId> asked;
};

// Answers the one question that was noted.
class AnsweredNodes final : public NodeStore {
public:
    explicit AnsweredNodes(std::span<const Hash> hashes)
        : hashes_(hashes) {}

    Result<std::vector<Hash>, TreeError> read(std::span<const NodeId> ids) const override {
        if (ids.size() != hashes_.size())
            return unexpected(TreeError::NodeMissing);
        return std::vector<Hash>(hashes_.begin(), hashes_.end());
    }

private:
    std::span<const Hash> hashes_;
};

} // namespace

Result<ProofPlan, TreeError> ProofPlan::inclusion(std::uint64_t index, std::uint64_t size) {
    ProofPlan plan(Kind::Inclusion, index, size);
    const AskedNodes asked;
    if (const auto proof = plan.run(asked); !proof)
        return unexpected(proof.error());
    plan.nodes_ = asked.asked;
    return plan;
}

Result<ProofPlan, TreeError> ProofPlan::consistency(std::uint64_t from, std::uint64_t to) {
    ProofPlan plan(Kind::Consistency, from, to);
    const AskedNodes asked;
    if (const auto proof = plan.run(asked); !proof)
        return unexpected(proof.error());
    plan.nodes_ = asked.asked;
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
