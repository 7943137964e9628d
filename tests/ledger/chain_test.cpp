#include "ledger/chain.h"

#include "ledger/hash.h"
#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>

namespace custos::ledger {

TEST(Chain, linkIsTheHashOfPrefixPreviousAndLeaf) {
    const Hash previous = someHash(1), leaf = someHash(2);
    Bytes message{0x02};
    message.insert(message.end(), previous.begin(), previous.end());
    message.insert(message.end(), leaf.begin(), leaf.end());
    EXPECT_EQ(chainNext(previous, leaf), sha256(message));
}

TEST(Chain, genesisBelongsToOnePracticeAndOneKey) {
    const LedgerIdentity ours = SampleLog().identity();
    LedgerIdentity otherPractice = ours, otherKey = ours;
    otherPractice.practice.bytes[15] ^= 1;
    otherKey.key.bytes[31] ^= 1;
    EXPECT_NE(chainGenesis(ours), chainGenesis(otherPractice));
    EXPECT_NE(chainGenesis(ours), chainGenesis(otherKey));
    EXPECT_EQ(chainGenesis(ours), chainGenesis(SampleLog().identity()));
}

TEST(Chain, dependsOnOrder) {
    const Hash start = chainGenesis(SampleLog().identity());
    EXPECT_NE(chainNext(chainNext(start, someHash(1)), someHash(2)),
              chainNext(chainNext(start, someHash(2)), someHash(1)));
}

TEST(Chain, linkIsNoTreeNode) {
    EXPECT_NE(chainNext(someHash(1), someHash(2)), nodeHash(someHash(1), someHash(2)));
}

} // namespace custos::ledger
