#include "ledger/proof.h"

#include "ledger/hash.h"

#include <bit>
#include <span>

namespace custos::ledger {

namespace {

bool isOdd(std::uint64_t number) {
    return (number & 1) != 0;
}

// Where a path stands: `node` is the one followed, `last` the rightmost of the same level (fn and sn in the
// RFC's words).
class Climb {
public:
    Climb(std::uint64_t node, std::uint64_t last)
        : node_(node)
        , last_(last) {}

    [[nodiscard]] bool atRoot() const { return last_ == 0; }
    // A lone rightmost node has no right sibling, so what is next on its path stands to its left.
    [[nodiscard]] bool siblingIsLeft() const { return isOdd(node_) || node_ == last_; }

    void up() {
        // A rightmost node without a sibling rises unchanged until it is a right child.
        if (node_ == last_)
            while (!isOdd(node_) && node_ != 0)
                shift();
        shift();
    }
    void skipRightChildren() {
        while (isOdd(node_))
            shift();
    }

private:
    void shift() {
        node_ >>= 1;
        last_ >>= 1;
    }

    std::uint64_t node_;
    std::uint64_t last_;
};

} // namespace

bool inclusionHolds(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Hash& root,
                    const Proof& proof) {
    if (index >= size)
        return false;
    Climb climb(index, size - 1);
    Hash hash = leaf;
    for (const Hash& sibling : proof) {
        if (climb.atRoot())
            return false;
        hash = climb.siblingIsLeft() ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
        climb.up();
    }
    return climb.atRoot() && hash == root;
}

bool consistencyHolds(std::uint64_t from, const Hash& fromRoot, std::uint64_t to, const Hash& toRoot,
                      const Proof& proof) {
    if (from == 0 || from >= to)
        return proof.empty() && from <= to && (from == to ? fromRoot == toRoot : fromRoot == emptyRoot());

    // A complete old tree is a node of the new one; its root opens the path and is not sent.
    const bool complete = std::has_single_bit(from);
    if (proof.empty())
        return false;
    const std::span path = std::span(proof).subspan(complete ? 0 : 1);
    Climb climb(from - 1, to - 1);
    climb.skipRightChildren();
    Hash oldHash = complete ? fromRoot : proof.front();
    Hash newHash = oldHash;
    for (const Hash& sibling : path) {
        if (climb.atRoot())
            return false;
        if (climb.siblingIsLeft()) {
            oldHash = nodeHash(sibling, oldHash);
            newHash = nodeHash(sibling, newHash);
        } else {
            newHash = nodeHash(newHash, sibling);
        }
        climb.up();
    }
    return climb.atRoot() && oldHash == fromRoot && newHash == toRoot;
}

} // namespace custos::ledger
