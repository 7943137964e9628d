#pragma once

#include "ledger/tree.h"

namespace custos::audit {

/// A proof in two steps: which nodes it takes, then the proof from their hashes.
///
/// In between the caller reads the nodes in its own transaction, under its own session, by `audit.nodes`,
/// which gives hashes of the session's practice and nothing else. So proofs need no connection with rights of
/// its own.
class ProofPlan {
public:
    /// Proves that the leaf at `index` stands in the tree of `size` leaves. RFC 9162 section 2.1.3.1.
    /// OutOfRange when no tree of that size has such a leaf.
    [[nodiscard]] static Result<ProofPlan, ledger::TreeError> inclusion(std::uint64_t index,
                                                                        std::uint64_t size);
    /// Proves that the tree of `to` leaves begins with the tree of `from`. RFC 9162 section 2.1.4.1.
    [[nodiscard]] static Result<ProofPlan, ledger::TreeError> consistency(std::uint64_t from,
                                                                          std::uint64_t to);

    /// What to ask `audit.nodes` for, in this order. May be empty.
    [[nodiscard]] std::span<const ledger::NodeId> nodes() const { return nodes_; }

    /// `hashes` in the order of `nodes()`. NodeMissing when there are fewer: the practice's log has not
    /// grown to that size, or nodes were deleted.
    [[nodiscard]] Result<ledger::Proof, ledger::TreeError>
    complete(std::span<const ledger::Hash> hashes) const;

private:
    enum class Kind { Inclusion, Consistency };
    ProofPlan(Kind kind, std::uint64_t first, std::uint64_t second);
    [[nodiscard]] Result<ledger::Proof, ledger::TreeError> run(const ledger::NodeStore& store) const;

    Kind kind_;
    std::uint64_t first_;
    std::uint64_t second_;
    std::vector<ledger::NodeId> nodes_;
};

} // namespace custos::audit
