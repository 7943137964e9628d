#include "server/demo/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace custos::demo {
namespace {

const Day today = std::chrono::sys_days(std::chrono::year(2026) / 11 / 17);
const FixedZone zone{.name = "America/Panama", .offset = std::chrono::hours(-5)};

TEST(DemoPlan, isTheSameForTheSameSeedAndDay) {
    const auto first = planDemo(1, today, zone);
    const auto second = planDemo(1, today, zone);
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t p = 0; p < first.size(); ++p) {
        ASSERT_EQ(first[p].visits.size(), second[p].visits.size());
        for (std::size_t i = 0; i < first[p].visits.size(); ++i) {
            EXPECT_EQ(first[p].visits[i].id, second[p].visits[i].id);
            EXPECT_EQ(first[p].visits[i].status, second[p].visits[i].status);
        }
        for (std::size_t i = 0; i < first[p].patients.size(); ++i)
            EXPECT_EQ(first[p].patients[i].family + first[p].patients[i].given,
                      second[p].patients[i].family + second[p].patients[i].given);
    }
    EXPECT_NE(planDemo(2, today, zone)[0].patients[0].id, first[0].patients[0].id);
}

TEST(DemoPlan, hasTheAgreedPractices) {
    const auto plans = planDemo(1, today, zone);
    ASSERT_EQ(plans.size(), 3U);
    EXPECT_EQ(plans[0].code, "harborlane");
    EXPECT_EQ(plans[0].providers.size(), 4U);
    EXPECT_EQ(plans[0].patients.size(), 1200U);
    EXPECT_EQ(plans[1].code, "pinewood");
    EXPECT_EQ(plans[1].providers.size(), 2U);
    EXPECT_EQ(plans[1].patients.size(), 400U);
    EXPECT_EQ(plans[2].code, "platform");
}

TEST(DemoPlan, hasEveryRoleAndFourFrontDesksInEachPractice) {
    const auto plans = planDemo(1, today, zone);
    for (const auto& plan : {plans[0], plans[1]}) {
        std::map<std::string, int> byRole;
        for (const auto& account : plan.accounts)
            ++byRole[account.role];
        for (const char* role : {"owner", "privacy_officer", "manager", "biller", "assistant", "provider"})
            EXPECT_GE(byRole[role], 1) << plan.code << " " << role;
        EXPECT_GE(byRole["front_desk"], 4);
    }
    EXPECT_EQ(plans[2].accounts.at(0).role, "platform_admin");
}

TEST(DemoPlan, namesEveryAccountOnce) {
    std::set<std::string> names;
    for (const auto& plan : planDemo(1, today, zone))
        for (const auto& account : plan.accounts)
            EXPECT_TRUE(names.insert(account.username).second) << account.username;
}

bool occupies(const PlannedVisit& visit) {
    return visit.status != "done" && visit.status != "no_show" && visit.status != "cancelled";
}

TEST(DemoPlan, booksNobodyTwiceInOneLane) {
    for (const auto& plan : planDemo(1, today, zone))
        for (std::size_t i = 0; i < plan.visits.size(); ++i)
            for (std::size_t j = i + 1; j < plan.visits.size(); ++j) {
                const auto& a = plan.visits[i];
                const auto& b = plan.visits[j];
                const bool sameTime = a.day == b.day && a.start < b.end && b.start < a.end;
                if (!sameTime || !occupies(a) || !occupies(b))
                    continue;
                EXPECT_FALSE(a.provider == b.provider && a.lane == b.lane) << a.reason << " " << b.reason;
                EXPECT_FALSE(a.room && a.room == b.room) << a.reason << " " << b.reason;
            }
}

TEST(DemoPlan, keepsVisitsOutOfBlockedTime) {
    for (const auto& plan : planDemo(1, today, zone))
        for (const auto& visit : plan.visits)
            for (const auto& block : plan.blocks)
                EXPECT_FALSE(visit.day == block.day && visit.provider == block.provider &&
                             visit.start < block.end && block.start < visit.end);
}

TEST(DemoPlan, hasStatusesThatFitTheHour) {
    for (const auto& plan : planDemo(1, today, zone))
        for (const auto& visit : plan.visits) {
            const bool over = visit.day < today || (visit.day == today && visit.end <= demoHour);
            const bool past = visit.status == "done" || visit.status == "no_show";
            const bool ahead = visit.status == "scheduled" || visit.status == "confirmed";
            EXPECT_FALSE(over && ahead) << visit.reason;
            EXPECT_FALSE(!over && past) << visit.reason;
            EXPECT_FALSE(visit.day < today && occupies(visit)) << visit.reason;
            EXPECT_TRUE(!visit.arrived || visit.day != today || *visit.arrived < demoHour);
        }
}

TEST(DemoPlan, isFullToday) {
    const auto plan = planDemo(1, today, zone)[0];
    std::map<std::string, int> byStatus;
    for (const auto& visit : plan.visits)
        if (visit.day == today)
            ++byStatus[visit.status];
    EXPECT_EQ(byStatus.size(), 8U);
    EXPECT_GE(byStatus["confirmed"] + byStatus["scheduled"], 18);
}

} // namespace
} // namespace custos::demo
