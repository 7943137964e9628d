#pragma once

#include "ledger/proof.h"
#include "ledger/result.h"

namespace custos::ledger {

/// A complete subtree: the 2^level leaves from `index * 2^level`. Level 0 are the leaf hashes.
struct NodeId {
    std::uint32_t level = 0;
    std::uint64_t index = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 mistakes the 0 in a defaulted <=> for a pointer.
    friend auto operator<=>(const NodeId&, const NodeId&) = default;
};

struct Node {
    NodeId id;
    Hash hash{};

    friend bool operator==(const Node&, const Node&) = default;
};

enum class TreeError {
    OutOfRange,  ///< the tree has no such leaf or size
    NodeMissing, ///< the store does not hold a node that a tree of this size has
    StoreFailed, ///< the store could not be asked
};

/// Where the nodes are kept. A node is written once, when its subtree is complete, and never changes.
class NodeStore {
public:
    virtual ~NodeStore() = default;

    /// The hashes of all the nodes asked for, in that order, or an error; never a part of them. Proofs ask
    /// once, for at most some 60 nodes up to a million leaves, so that a table answers in one round trip.
    [[nodiscard]] virtual Result<std::vector<Hash>, TreeError> read(std::span<const NodeId> ids) const = 0;
};

/// The right edge of a growing tree: O(log n) hashes that are enough to append and to know the root.
class Frontier {
public:
    /// The tree without leaves.
    Frontier() = default;

    /// The tree of the first `size` leaves in the store.
    [[nodiscard]] static Result<Frontier, TreeError> load(const NodeStore& store, std::uint64_t size);

    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// MTH of all leaves so far (RFC 9162 section 2.1.1).
    [[nodiscard]] Hash root() const;

    /// Adds a leaf. Gives back the nodes that this made complete, leaf first, for the store to keep.
    std::vector<Node> append(const Hash& leaf);

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> peaks_; // roots of the complete subtrees, widest (leftmost) first
};

/// The root over the first `size` leaves.
[[nodiscard]] Result<Hash, TreeError> rootAt(const NodeStore& store, std::uint64_t size);

/// PATH(index, D_size), RFC 9162 section 2.1.3.1.
[[nodiscard]] Result<Proof, TreeError> inclusionProof(const NodeStore& store, std::uint64_t index,
                                                      std::uint64_t size);

/// PROOF(from, D_to), RFC 9162 section 2.1.4.1; empty where `from` is 0 or equals `to`.
[[nodiscard]] Result<Proof, TreeError> consistencyProof(const NodeStore& store, std::uint64_t from,
                                                        std::uint64_t to);

} // namespace custos::ledger
