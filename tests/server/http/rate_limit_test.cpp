#include "server/http/rate_limit.h"

#include <gtest/gtest.h>

namespace custos::http {
namespace {

RateLimit::Clock::time_point fakeNow;
RateLimit::Clock::time_point now() {
    return fakeNow;
}

TEST(RateLimit, allowsABurstAndThenTheRate) {
    RateLimit limit({.burst = 3, .perSecond = 2}, 16, &now);
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(limit.refuse("10.0.0.1"));
    EXPECT_EQ(limit.refuse("10.0.0.1"), 1);
    fakeNow += std::chrono::milliseconds(500);
    EXPECT_FALSE(limit.refuse("10.0.0.1"));
    EXPECT_TRUE(limit.refuse("10.0.0.1"));
}

TEST(RateLimit, countsEachKeyByItself) {
    RateLimit limit({.burst = 1, .perSecond = 0.1}, 16, &now);
    EXPECT_FALSE(limit.refuse("a"));
    EXPECT_EQ(limit.refuse("a"), 10);
    EXPECT_FALSE(limit.refuse("b"));
}

TEST(RateLimit, forgetsTheLeastRecentlySeenFirst) {
    RateLimit limit({.burst = 1, .perSecond = 0.001}, 2, &now);
    EXPECT_FALSE(limit.refuse("a"));
    EXPECT_FALSE(limit.refuse("b"));
    EXPECT_TRUE(limit.refuse("a"));
    EXPECT_FALSE(limit.refuse("c")); // b is forgotten
    EXPECT_TRUE(limit.refuse("a"));
    EXPECT_FALSE(limit.refuse("b"));
}

} // namespace
} // namespace custos::http
