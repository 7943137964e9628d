#include "server/api/person_limits.h"

#include "ledger/hash.h"
#include "server/api/door.h"

#include <gtest/gtest.h>

#include <thread>

namespace custos::api {
namespace {

/// Tokens are one letter for whose they are, and one for which of their sessions.
class PersonLimitsTest : public ::testing::Test {
protected:
    Call callOf(const std::string& token, const std::string& operation = "listRooms") const {
        Call call;
        for (const auto& endpoint : description_.endpoints())
            if (endpoint.operationId == operation)
                call.endpoint = &endpoint;
        call.token.assign(token.begin(), token.end());
        return call;
    }

    std::unique_ptr<PersonLimits> limitsOf(PersonAllowances allowances) {
        return std::make_unique<PersonLimits>(
            [this](const Call& call) -> Result<ledger::Uuid, Refused> {
                ++asked_;
                if (call.token.front() == '-')
                    return refuse(ProblemKind::NotSignedIn);
                ledger::Uuid person;
                person.bytes[0] = call.token.front();
                return person;
            },
            allowances);
    }

    Description description_{Description::builtIn()};
    std::atomic<int> asked_ = 0;
};

TEST_F(PersonLimitsTest, countAPersonOverAllOfTheirSessions) {
    const auto limits = limitsOf({.calls = {.burst = 3, .perSecond = 0.1}});
    for (const char* token : {"a1", "a2", "a3"})
        EXPECT_FALSE(limits->refuse(callOf(token))) << token;
    for (const char* token : {"a1", "a2", "a3", "a4"}) {
        const auto refused = limits->refuse(callOf(token));
        ASSERT_TRUE(refused) << token;
        EXPECT_EQ(refused->problem.kind, ProblemKind::TooManyRequests);
        EXPECT_GE(refused->problem.retryAfterSeconds.value_or(0), 1);
        ASSERT_TRUE(refused->limitedPerson) << token;
        EXPECT_EQ(refused->limitedPerson->bytes[0], 'a');
    }
    EXPECT_FALSE(limits->refuse(callOf("b1"))); // somebody else
    EXPECT_EQ(asked_, 5);                       // once a session
}

TEST_F(PersonLimitsTest, neverKeepAnybodyFromEndingAccess) {
    const auto limits = limitsOf({.calls = {.burst = 1, .perSecond = 0.1}});
    EXPECT_FALSE(limits->refuse(callOf("a1")));
    EXPECT_TRUE(limits->refuse(callOf("a2")));
    for (const char* operation :
         {"signOut", "revokeSession", "signOutUser", "endBreakGlass", "endImpersonation", "endCovering"})
        EXPECT_FALSE(limits->refuse(callOf("a2", operation))) << operation;
    for (const char* operation : {"lock", "unlock", "liftOwnBlock", "breakGlass", "readSession"})
        EXPECT_TRUE(limits->refuse(callOf("a2", operation))) << operation;
}

TEST_F(PersonLimitsTest, countSearchesApart) {
    const auto limits =
        limitsOf({.calls = {.burst = 10, .perSecond = 0.1}, .searches = {.burst = 2, .perSecond = 0.1}});
    EXPECT_FALSE(limits->refuse(callOf("a1", "searchPatients")));
    EXPECT_FALSE(limits->refuse(callOf("a2", "searchPatients")));
    EXPECT_TRUE(limits->refuse(callOf("a3", "searchPatients")));
    EXPECT_FALSE(limits->refuse(callOf("a3")));
    EXPECT_FALSE(limits->refuse(callOf("b1", "searchPatients")));
}

TEST_F(PersonLimitsTest, countNoProgramAndNobody) {
    const auto limits = limitsOf({.calls = {.burst = 1, .perSecond = 0.1}});
    auto program = callOf("p1");
    program.serviceKey = true;
    for (int n = 0; n < 5; ++n) {
        EXPECT_FALSE(limits->refuse(program));
        EXPECT_FALSE(limits->refuse(callOf("", "health")));
    }
    EXPECT_EQ(asked_, 0);
}

/// Who cannot be told goes no further; a call that nobody counted would be one too many.
TEST_F(PersonLimitsTest, letNobodyOnWhomTheyDoNotKnow) {
    const auto limits = limitsOf({});
    const auto refused = limits->refuse(callOf("-1"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->problem.kind, ProblemKind::NotSignedIn);
}

/// Of a session that has ended elsewhere the first call finds out. It is the last one that its person pays.
TEST_F(PersonLimitsTest, chargeNobodyTwiceForASessionThatIsOver) {
    bool over = false;
    PersonLimits limits(
        [&over](const Call& call) -> Result<ledger::Uuid, Refused> {
            if (over && call.token.back() == '1')
                return refuse(ProblemKind::NotSignedIn);
            return ledger::Uuid{};
        },
        {.calls = {.burst = 3, .perSecond = 0.001}});
    EXPECT_FALSE(limits.refuse(callOf("a1")));
    over = true;
    EXPECT_FALSE(limits.refuse(callOf("a1"))); // known from before, and refused by its handler
    limits.forget(callOf("a1"));
    for (int n = 0; n < 5; ++n) {
        const auto refused = limits.refuse(callOf("a1"));
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->problem.kind, ProblemKind::NotSignedIn);
    }
    EXPECT_FALSE(limits.refuse(callOf("a2")));
    const auto refused = limits.refuse(callOf("a2"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->problem.kind, ProblemKind::TooManyRequests);
}

TEST_F(PersonLimitsTest, areTheSameUnderManySessionsAtOnce) {
    const auto limits = limitsOf({.calls = {.burst = 20, .perSecond = 0.001}});
    std::atomic<int> taken = 0;
    std::vector<std::thread> desks;
    for (int desk = 0; desk < 16; ++desk)
        desks.emplace_back([&, token = std::string("a") + char('a' + desk)] {
            for (int n = 0; n < 10; ++n)
                taken += limits->refuse(callOf(token)) ? 0 : 1;
        });
    for (auto& desk : desks)
        desk.join();
    EXPECT_EQ(taken, 20);
}

TEST(PersonAllowances, areTwoDesks) {
    const auto allowances = PersonAllowances::ofSessions(50);
    EXPECT_EQ(allowances.calls.burst, 400);
    EXPECT_EQ(allowances.calls.perSecond, 100);
}

} // namespace
} // namespace custos::api
