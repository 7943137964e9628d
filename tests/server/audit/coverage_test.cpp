#include "server/audit/coverage.h"

#include <gtest/gtest.h>

namespace custos::audit {

namespace {

using namespace std::chrono_literals;
using ledger::Hash;
using ledger::UtcTime;

const UtcTime start{std::chrono::hours{1000}};

Hash hash(std::uint8_t fill) {
    Hash result;
    result.fill(fill);
    return result;
}

TEST(CoverageTest, coversFromItsBeginningToJustBeforeItsEnd) {
    Coverage coverage(8);
    coverage.remember(hash(1), hash(9), start, start + 60s);
    EXPECT_EQ(coverage.covering(hash(1), start), hash(9));
    EXPECT_EQ(coverage.covering(hash(1), start + 60s - 1us), hash(9));
    EXPECT_EQ(coverage.covering(hash(1), start + 60s), std::nullopt);
    EXPECT_EQ(coverage.covering(hash(2), start), std::nullopt);
}

TEST(CoverageTest, aClockSetBackIsNotCovered) {
    Coverage coverage(8);
    coverage.remember(hash(1), hash(9), start, start + 60s);
    EXPECT_EQ(coverage.covering(hash(1), start - 1us), std::nullopt);
}

TEST(CoverageTest, theFirstCoverIsNeverExtended) {
    Coverage coverage(8);
    coverage.remember(hash(1), hash(9), start, start + 60s);
    coverage.remember(hash(1), hash(8), start + 30s, start + 90s);
    EXPECT_EQ(coverage.covering(hash(1), start + 31s), hash(9));
    EXPECT_EQ(coverage.covering(hash(1), start + 61s), std::nullopt);
}

TEST(CoverageTest, anEndedCoverGivesWayToTheNext) {
    Coverage coverage(8);
    coverage.remember(hash(1), hash(9), start, start + 60s);
    coverage.remember(hash(1), hash(8), start + 60s, start + 120s);
    EXPECT_EQ(coverage.covering(hash(1), start + 60s), hash(8));
}

TEST(CoverageTest, forgetsTheOldestBeyondItsBound) {
    Coverage coverage(3);
    for (std::uint8_t at = 1; at <= 4; ++at)
        coverage.remember(hash(at), hash(at), start, start + 60s);
    EXPECT_EQ(coverage.size(), 3u);
    EXPECT_EQ(coverage.covering(hash(1), start), std::nullopt);
    EXPECT_EQ(coverage.covering(hash(4), start), hash(4));
}

} // namespace

} // namespace custos::audit
