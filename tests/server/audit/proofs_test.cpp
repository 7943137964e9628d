#include "server/audit/proofs.h"

#include "ledger/hash.h"
#include "ledger/memory_node_store.h"

#include <gtest/gtest.h>

namespace custos::audit {

namespace {

using ledger::Hash;
using ledger::TreeError;

class ProofPlanTest : public testing::Test {
protected:
    static constexpr std::uint64_t size = 37;

    ProofPlanTest() {
        ledger::Frontier frontier;
        for (std::uint64_t index = 0; index < size; ++index) {
            leaves_.push_back(ledger::leafHash(ledger::asBytes(std::to_string(index))));
            store_.keep(frontier.append(leaves_.back()));
            roots_.push_back(frontier.root());
        }
    }

    [[nodiscard]] std::vector<Hash> hashesFor(const ProofPlan& plan) const {
        return *store_.read(plan.nodes());
    }

    std::vector<Hash> leaves_;
    std::vector<Hash> roots_; // after each leaf
    ledger::MemoryNodeStore store_;
};

TEST_F(ProofPlanTest, everyInclusionProofHolds) {
    for (std::uint64_t index = 0; index < size; ++index) {
        const auto plan = ProofPlan::inclusion(index, size);
        ASSERT_TRUE(plan);
        const auto proof = plan->complete(hashesFor(*plan));
        ASSERT_TRUE(proof);
        EXPECT_TRUE(ledger::inclusionHolds(leaves_[index], index, size, roots_.back(), *proof));
    }
}

TEST_F(ProofPlanTest, everyConsistencyProofHolds) {
    for (std::uint64_t from = 1; from <= size; ++from) {
        const auto plan = ProofPlan::consistency(from, size);
        ASSERT_TRUE(plan);
        const auto proof = plan->complete(hashesFor(*plan));
        ASSERT_TRUE(proof);
        EXPECT_TRUE(ledger::consistencyHolds(from, roots_[from - 1], size, roots_.back(), *proof));
    }
}

TEST_F(ProofPlanTest, anAnswerWithAHashTooFewIsNoProof) {
    const auto plan = ProofPlan::inclusion(5, size);
    ASSERT_TRUE(plan);
    auto hashes = hashesFor(*plan);
    hashes.pop_back();
    EXPECT_EQ(plan->complete(hashes).error(), TreeError::NodeMissing);
}

TEST_F(ProofPlanTest, whatNoTreeHasIsOutOfRange) {
    EXPECT_EQ(ProofPlan::inclusion(size, size).error(), TreeError::OutOfRange);
    EXPECT_EQ(ProofPlan::consistency(size + 1, size).error(), TreeError::OutOfRange);
}

} // namespace

} // namespace custos::audit
