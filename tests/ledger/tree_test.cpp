#include "ledger/tree.h"

#include "ledger/hash.h"
#include "ledger/memory_node_store.h"
#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>
#include <random>

namespace custos::ledger {

namespace {

// MTH as RFC 9162 section 2.1.1 words it, to compare the fast ways with.
Hash rootByDefinition(std::span<const Hash> leaves) {
    if (leaves.empty())
        return emptyRoot();
    if (leaves.size() == 1)
        return leaves.front();
    std::size_t split = 1;
    while (split * 2 < leaves.size())
        split *= 2;
    return nodeHash(rootByDefinition(leaves.first(split)), rootByDefinition(leaves.subspan(split)));
}

std::vector<Hash> leavesOf(std::size_t count) {
    std::vector<Hash> leaves;
    for (std::size_t number = 0; number < count; ++number)
        leaves.push_back(someHash(unsigned(number)));
    return leaves;
}

class CountingStore final : public NodeStore {
public:
    explicit CountingStore(const NodeStore& store)
        : store_(store) {}

    Result<std::vector<Hash>, TreeError> read(std::span<const NodeId> ids) const override {
        ++reads;
        nodes += ids.size();
        return store_.read(ids);
    }

    mutable std::size_t reads = 0;
    mutable std::size_t nodes = 0;

private:
    const NodeStore& store_;
};

class FailingStore final : public NodeStore {
public:
    Result<std::vector<Hash>, TreeError> read(std::span<const NodeId>) const override {
        return unexpected(TreeError::StoreFailed);
    }
};

// Answers with less than it was asked for.
class ForgetfulStore final : public NodeStore {
public:
    Result<std::vector<Hash>, TreeError> read(std::span<const NodeId>) const override {
        return std::vector<Hash>(1);
    }
};

MemoryNodeStore storeOf(std::span<const Hash> leaves) {
    MemoryNodeStore store;
    Frontier frontier;
    for (const Hash& leaf : leaves)
        store.keep(frontier.append(leaf));
    return store;
}

} // namespace

TEST(Frontier, hasTheRootOfTheDefinitionAtEverySize) {
    const auto leaves = leavesOf(300);
    Frontier frontier;
    for (std::size_t size = 0; size <= leaves.size(); ++size) {
        EXPECT_EQ(frontier.root(), rootByDefinition(std::span(leaves).first(size))) << size;
        if (size < leaves.size())
            frontier.append(leaves[size]);
    }
}

TEST(Frontier, goesOnFromTheStoreAsIfItHadNeverStopped) {
    std::mt19937 random(2026);
    const auto leaves = leavesOf(3000);
    const MemoryNodeStore store = storeOf(leaves);
    for (int round = 0; round < 50; ++round) {
        const std::size_t from = random() % leaves.size();
        const std::size_t to = from + random() % (leaves.size() - from);
        Frontier frontier = Frontier::load(store, from).value();
        EXPECT_EQ(frontier.size(), from);
        for (std::size_t index = from; index < to; ++index)
            frontier.append(leaves[index]);
        EXPECT_EQ(frontier.root(), rootByDefinition(std::span(leaves).first(to))) << from << " to " << to;
    }
}

TEST(Frontier, completesEveryNodeOnceAndNoneTwice) {
    constexpr std::uint64_t size = 1000;
    const auto leaves = leavesOf(size);
    std::set<NodeId> seen;
    Frontier frontier;
    for (const Hash& leaf : leaves)
        for (const Node& node : frontier.append(leaf))
            EXPECT_TRUE(seen.insert(node.id).second);
    std::size_t expected = 0;
    for (unsigned level = 0; level < 64; ++level)
        expected += size >> level;
    EXPECT_EQ(seen.size(), expected);
}

TEST(Proofs, holdBetweenRandomSizesOfALargeTree) {
    std::mt19937_64 random(1979);
    const auto leaves = leavesOf(20000);
    const MemoryNodeStore store = storeOf(leaves);
    for (int round = 0; round < 500; ++round) {
        const std::uint64_t to = 1 + random() % leaves.size();
        const std::uint64_t from = random() % (to + 1);
        const std::uint64_t index = random() % to;
        const Hash root = rootAt(store, to).value();
        EXPECT_TRUE(consistencyHolds(from, rootAt(store, from).value(), to, root,
                                     consistencyProof(store, from, to).value()));
        EXPECT_TRUE(inclusionHolds(leaves[index], index, to, root, inclusionProof(store, index, to).value()));
    }
}

TEST(Proofs, askTheStoreOnceForLogarithmicallyMany) {
    const auto leaves = leavesOf(16383);
    const MemoryNodeStore store = storeOf(leaves);
    const CountingStore inclusion(store), consistency(store), frontier(store);
    ASSERT_TRUE(inclusionProof(inclusion, 0, leaves.size()));
    ASSERT_TRUE(consistencyProof(consistency, 8191, leaves.size()));
    ASSERT_TRUE(Frontier::load(frontier, leaves.size()));
    EXPECT_EQ(inclusion.reads, 1u);
    EXPECT_EQ(consistency.reads, 1u);
    EXPECT_EQ(frontier.reads, 1u);
    EXPECT_LE(inclusion.nodes, 14 + 13u);
    EXPECT_LE(consistency.nodes, 14 + 13u);
    EXPECT_EQ(frontier.nodes, 14u);
}

TEST(Proofs, areRefusedOutsideTheTree) {
    const MemoryNodeStore store = storeOf(leavesOf(8));
    EXPECT_EQ(inclusionProof(store, 8, 8).error(), TreeError::OutOfRange);
    EXPECT_EQ(inclusionProof(store, 0, 0).error(), TreeError::OutOfRange);
    EXPECT_EQ(consistencyProof(store, 9, 8).error(), TreeError::OutOfRange);
    EXPECT_EQ(inclusionProof(store, 0, ~std::uint64_t(0)).error(), TreeError::OutOfRange);
    EXPECT_EQ(consistencyProof(store, 1, ~std::uint64_t(0)).error(), TreeError::OutOfRange);
    EXPECT_EQ(rootAt(store, maxTreeSize + 1).error(), TreeError::OutOfRange);
}

TEST(Proofs, sayWhatTheStoreLacks) {
    const MemoryNodeStore store = storeOf(leavesOf(8));
    EXPECT_EQ(inclusionProof(store, 3, 9).error(), TreeError::NodeMissing);
    EXPECT_EQ(consistencyProof(store, 3, 9).error(), TreeError::NodeMissing);
    EXPECT_EQ(rootAt(store, 9).error(), TreeError::NodeMissing);
    EXPECT_EQ(inclusionProof(FailingStore(), 3, 8).error(), TreeError::StoreFailed);
    EXPECT_EQ(consistencyProof(ForgetfulStore(), 3, 8).error(), TreeError::NodeMissing);
}

} // namespace custos::ledger
