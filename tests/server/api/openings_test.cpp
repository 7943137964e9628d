#include "server/api/openings.h"

#include <gtest/gtest.h>

#include <set>

namespace custos::api {
namespace {

using std::chrono::minutes;

const ledger::UtcTime day{std::chrono::sys_days(std::chrono::year(2026) / 11 / 17)};

ledger::Uuid provider(std::uint8_t number) {
    ledger::Uuid id;
    id.bytes[15] = number;
    return id;
}

std::vector<FreeTime> quarters(int count) {
    std::vector<FreeTime> free;
    for (int i = 0; i < count; ++i)
        free.push_back({provider(1), {day + i * minutes(15), day + (i + 1) * minutes(15)}});
    return free;
}

RecentOffers::Clock::time_point fakeNow;
RecentOffers::Clock::time_point now() {
    return fakeNow;
}

TEST(RecentOffers, sendsThirtyOneLosersOfOneRaceToDifferentOpenings) {
    const auto free = quarters(40);
    RecentOffers offers(&now);
    std::set<FreeTime> firsts;
    for (int i = 0; i < 31; ++i) {
        const auto chosen = offers.choose(free, 4);
        ASSERT_EQ(chosen.size(), 4U);
        EXPECT_EQ(std::set<FreeTime>(chosen.begin(), chosen.end()).size(), 4U);
        EXPECT_TRUE(firsts.insert(chosen.front()).second);
    }
}

TEST(RecentOffers, goesRoundWhereMoreAskThanThereIs) {
    const auto free = quarters(3);
    RecentOffers offers(&now);
    for (int round = 0; round < 3; ++round)
        for (const auto& expected : free) {
            EXPECT_EQ(offers.choose(free, 1).front(), expected);
            fakeNow += std::chrono::milliseconds(1);
        }
}

TEST(RecentOffers, offersTheEarliestAgainAfterAWhile) {
    const auto free = quarters(4);
    RecentOffers offers(&now);
    EXPECT_EQ(offers.choose(free, 1).front(), free[0]);
    EXPECT_EQ(offers.choose(free, 1).front(), free[1]);
    fakeNow += std::chrono::seconds(11);
    EXPECT_EQ(offers.choose(free, 1).front(), free[0]);
    EXPECT_TRUE(offers.choose({}, 4).empty());
}

} // namespace
} // namespace custos::api
