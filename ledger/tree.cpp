#include "ledger/tree.h"

#include "ledger/hash.h"

#include <algorithm>
#include <bit>

namespace custos::ledger {

namespace {

// The leaves [begin, end). Those that occur here begin where a subtree of their width begins.
struct Range {
    std::uint64_t begin;
    std::uint64_t end;

    [[nodiscard]] std::uint64_t width() const { return end - begin; }
    // RFC 9162: k, the largest power of two smaller than the number of leaves.
    [[nodiscard]] std::uint64_t split() const { return begin + std::bit_floor(width() - 1); }
};

// The complete subtrees that make up a range, widest first.
std::vector<NodeId> subtreesOf(Range range) {
    std::vector<NodeId> nodes;
    while (range.width() > 0) {
        const auto level = std::uint32_t(std::bit_width(range.width()) - 1);
        nodes.push_back({level, range.begin >> level});
        range.begin += std::uint64_t(1) << level;
    }
    return nodes;
}

// The root over complete subtrees of falling width.
Hash fold(std::span<const Hash> subtrees) {
    if (subtrees.empty())
        return emptyRoot();
    Hash hash = subtrees.back();
    for (std::size_t at = subtrees.size() - 1; at-- > 0;)
        hash = nodeHash(subtrees[at], hash);
    return hash;
}

Result<std::vector<Hash>, TreeError> readAll(const NodeStore& store, std::span<const NodeId> ids) {
    auto hashes = store.read(ids);
    if (hashes && hashes->size() != ids.size())
        return unexpected(TreeError::NodeMissing);
    return hashes;
}

// The hash over each range, all by one read.
Result<Proof, TreeError> hashRanges(const NodeStore& store, std::span<const Range> ranges) {
    std::vector<NodeId> ids;
    std::vector<std::size_t> counts;
    for (const Range& range : ranges) {
        const auto nodes = subtreesOf(range);
        ids.insert(ids.end(), nodes.begin(), nodes.end());
        counts.push_back(nodes.size());
    }
    const auto hashes = readAll(store, ids);
    if (!hashes)
        return unexpected(hashes.error());
    Proof proof;
    std::span<const Hash> rest = *hashes;
    for (const std::size_t count : counts) {
        proof.push_back(fold(rest.first(count)));
        rest = rest.subspan(count);
    }
    return proof;
}

} // namespace

Result<Frontier, TreeError> Frontier::load(const NodeStore& store, std::uint64_t size) {
    if (size > maxTreeSize)
        return unexpected(TreeError::OutOfRange);
    auto peaks = readAll(store, subtreesOf({0, size}));
    if (!peaks)
        return unexpected(peaks.error());
    Frontier frontier;
    frontier.size_ = size;
    frontier.peaks_ = *std::move(peaks);
    return frontier;
}

Hash Frontier::root() const {
    return fold(peaks_);
}

std::vector<Node> Frontier::append(const Hash& leaf) {
    Node node{{0, size_}, leaf};
    std::vector<Node> completed{node};
    // A right child completes its parent; its left sibling is the narrowest peak.
    while (node.id.index % 2 == 1) {
        node = {{node.id.level + 1, node.id.index / 2}, nodeHash(peaks_.back(), node.hash)};
        peaks_.pop_back();
        completed.push_back(node);
    }
    peaks_.push_back(node.hash);
    ++size_;
    return completed;
}

Result<Hash, TreeError> rootAt(const NodeStore& store, std::uint64_t size) {
    return Frontier::load(store, size).map([](const Frontier& frontier) { return frontier.root(); });
}

Result<Proof, TreeError> inclusionProof(const NodeStore& store, std::uint64_t index, std::uint64_t size) {
    if (index >= size || size > maxTreeSize)
        return unexpected(TreeError::OutOfRange);
    std::vector<Range> siblings;
    Range range{0, size};
    while (range.width() > 1) {
        const Range left{range.begin, range.split()}, right{range.split(), range.end};
        const bool goesLeft = index < right.begin;
        siblings.push_back(goesLeft ? right : left);
        range = goesLeft ? left : right;
    }
    std::ranges::reverse(siblings);
    return hashRanges(store, siblings);
}

Result<Proof, TreeError> consistencyProof(const NodeStore& store, std::uint64_t from, std::uint64_t to) {
    if (from > to || to > maxTreeSize)
        return unexpected(TreeError::OutOfRange);
    if (from == 0 || from == to)
        return Proof{};
    std::vector<Range> parts;
    Range range{0, to};
    while (range.end != from) {
        const Range left{range.begin, range.split()}, right{range.split(), range.end};
        const bool goesLeft = from <= right.begin;
        parts.push_back(goesLeft ? right : left);
        range = goesLeft ? left : right;
    }
    // What is left is the right end of the old tree; where that is all of it, the verifier knows its hash.
    if (range.begin != 0)
        parts.push_back(range);
    std::ranges::reverse(parts);
    return hashRanges(store, parts);
}

} // namespace custos::ledger
