#include "server/api/openings.h"

#include <gtest/gtest.h>

#include <set>

namespace custos::api {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const ledger::UtcTime day{std::chrono::sys_days(std::chrono::year(2026) / 11 / 17)};

ledger::Uuid provider(std::uint8_t number) {
    ledger::Uuid id;
    id.bytes[15] = number;
    return id;
}

TimeSpan span(int fromMinutes, int toMinutes) {
    return {day + minutes(fromMinutes), day + minutes(toMinutes)};
}

std::vector<int> startsOf(const std::vector<FreeTime>& times) {
    std::vector<int> starts;
    for (const auto& time : times)
        starts.push_back(static_cast<int>((time.span.start - day) / minutes(1)));
    return starts;
}

TEST(FreeTimes, liesBetweenWhatIsTaken) {
    const Column column{provider(1), {span(480, 600)}, {span(495, 525), span(555, 570)}};
    EXPECT_EQ(startsOf(freeTimes({column}, minutes(15), day, 9)), (std::vector{480, 525, 540, 570, 585}));
    EXPECT_EQ(startsOf(freeTimes({column}, minutes(30), day, 9)), (std::vector{525, 570}));
    EXPECT_TRUE(freeTimes({column}, minutes(45), day, 9).empty());
}

TEST(FreeTimes, touchesWithoutOverlap) {
    const Column column{provider(1), {span(480, 540)}, {span(480, 500)}};
    EXPECT_EQ(startsOf(freeTimes({column}, minutes(25), day, 9)), (std::vector{510}));
}

TEST(FreeTimes, beginsOnTheGridAfterTheMomentAsked) {
    const Column column{provider(1), {span(480, 600)}, {}};
    EXPECT_EQ(startsOf(freeTimes({column}, minutes(60), day + minutes(481), 9)),
              (std::vector{495, 510, 525, 540}));
    EXPECT_EQ(startsOf(freeTimes({column}, minutes(60), day + minutes(495), 1)), (std::vector{495}));
    EXPECT_TRUE(freeTimes({column}, minutes(60), day + minutes(600), 9).empty());
}

TEST(FreeTimes, takesTheEarliestOfSeveralColumns) {
    const Column late{provider(1), {span(540, 600)}, {}};
    const Column early{provider(2), {span(480, 540)}, {}};
    const auto times = freeTimes({late, early}, minutes(60), day, 2);
    EXPECT_EQ(startsOf(times), (std::vector{480, 540}));
    EXPECT_EQ(times[0].provider, provider(2));
}

RecentOffers::Clock::time_point fakeNow;
RecentOffers::Clock::time_point now() {
    return fakeNow;
}

TEST(RecentOffers, sendsThirtyOneLosersOfOneRaceToDifferentOpenings) {
    const Column column{provider(1), {span(480, 1200)}, {}};
    const auto free = freeTimes({column}, minutes(15), day, 40);
    RecentOffers offers(&now);
    std::set<FreeTime> firsts;
    for (int i = 0; i < 31; ++i) {
        const auto chosen = offers.choose(free, 4);
        ASSERT_EQ(chosen.size(), 4U);
        EXPECT_EQ(std::set<FreeTime>(chosen.begin(), chosen.end()).size(), 4U);
        EXPECT_TRUE(firsts.insert(chosen.front()).second);
    }
}

TEST(RecentOffers, offersTheEarliestAgainAfterAWhile) {
    const Column column{provider(1), {span(480, 540)}, {}};
    const auto free = freeTimes({column}, minutes(15), day, 40);
    RecentOffers offers(&now);
    EXPECT_EQ(offers.choose(free, 1).front(), free[0]);
    EXPECT_EQ(offers.choose(free, 1).front(), free[1]);
    fakeNow += std::chrono::seconds(11);
    EXPECT_EQ(offers.choose(free, 1).front(), free[0]);
    EXPECT_TRUE(offers.choose({}, 4).empty());
}

} // namespace
} // namespace custos::api
