#include "tests/server/auth/parallel.h"
#include "tests/server/auth/sign_in_fixture.h"

#include <algorithm>

namespace custos::auth {
namespace {

using namespace std::chrono_literals;

class StepUpTest : public SignInFixture {
protected:
    Person mona = enrol("mona");
    NewSession session = signIn(mona);

    Answer<SteppedUp> stepUp(const std::string& code) {
        return service.stepUp(session.token, std::nullopt, code, peer);
    }
    Result<void, Refusal> demand(const std::string& token) {
        return sessions.demandFresh(token, "", ledger::Action::SessionRevoke, peer);
    }
    static void age(const std::string& column, const std::string& by) {
        sql("update auth.session set " + column + " = " + column + " - interval '" + by + "'");
    }
};

TEST_F(StepUpTest, isAskedForFiveMinutesAfterTheLastFactor) {
    EXPECT_TRUE(demand(session.token)); // both were just shown
    age("factor_at", "4 minutes 50 seconds");
    EXPECT_TRUE(demand(session.token));
    age("factor_at", "11 seconds");
    EXPECT_EQ(denialOf(demand(session.token)), Denial::StepUpRequired);
    EXPECT_TRUE(sessions.read(session.token)); // for anything else the session is as good as before
}

TEST_F(StepUpTest, isNotReplacedByActivityOrByUnlocking) {
    age("factor_at", "1 hour");
    age("last_seen_at", "2 minutes");
    ASSERT_TRUE(sessions.touch(session.token));
    ASSERT_TRUE(service.unlock(session.token, mona.password, peer));
    EXPECT_EQ(denialOf(demand(session.token)), Denial::StepUpRequired);
}

TEST_F(StepUpTest, givesANewTokenAndEndsTheOldOne) {
    age("factor_at", "1 hour");
    const auto stepped = stepUp(nextCode(mona));
    ASSERT_TRUE(stepped);
    EXPECT_NE(stepped->value.token, session.token);
    EXPECT_TRUE(demand(stepped->value.token));
    EXPECT_FALSE(sessions.read(session.token));
    EXPECT_EQ(sessions.read(stepped->value.token)->id, session.id);
}

TEST_F(StepUpTest, isAnActWhenTheCodeIsRight) {
    age("last_seen_at", "29 minutes");
    EXPECT_EQ(denialOf(stepUp("000000")), Denial::WrongCredentials);
    const auto stepped = stepUp(nextCode(mona));
    ASSERT_TRUE(stepped);
    age("last_seen_at", "29 minutes");
    EXPECT_TRUE(sessions.read(stepped->value.token));
}

TEST_F(StepUpTest, keepsNothingAliveByAGuess) {
    age("last_seen_at", "29 minutes");
    EXPECT_EQ(denialOf(stepUp("000000")), Denial::WrongCredentials);
    EXPECT_EQ(denialOf(service.unlock(session.token, "wrong horse 9", peer)), Denial::WrongCredentials);
    age("last_seen_at", "61 seconds");
    EXPECT_FALSE(sessions.read(session.token));
}

TEST_F(StepUpTest, lengthensNoLife) {
    age("absolute_expiry", "11 hours 59 minutes");
    const auto end = sessions.read(session.token)->absoluteExpiry;
    const auto stepped = stepUp(nextCode(mona)); // at 11:59
    ASSERT_TRUE(stepped);
    EXPECT_EQ(stepped->value.absoluteExpiry, end);
    age("absolute_expiry", "61 seconds");
    EXPECT_FALSE(sessions.read(stepped->value.token));
}

TEST_F(StepUpTest, wakesNoDeadSession) {
    age("last_seen_at", "31 minutes");
    EXPECT_EQ(denialOf(stepUp(nextCode(mona))), Denial::NotSignedIn);
}

TEST_F(StepUpTest, refusesAReplayedCode) {
    const std::string code = nextCode(mona);
    const auto stepped = stepUp(code);
    ASSERT_TRUE(stepped);
    session.token = stepped->value.token;
    EXPECT_EQ(denialOf(stepUp(code)), Denial::WrongCredentials);
}

TEST_F(StepUpTest, letsOneOfManySimultaneousUsesOfACodeThrough) {
    const std::string code = nextCode(mona);
    const auto through = inParallel(8, [&](int) { return stepUp(code).has_value(); });
    EXPECT_EQ(std::ranges::count(through, true), 1);
}

TEST_F(StepUpTest, countsTowardsTheSameLockout) {
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(denialOf(stepUp("000000")), Denial::WrongCredentials);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(denialOf(service.stepUp(session.token, "wrong horse 9", nextCode(mona), peer)),
                  Denial::WrongCredentials);
    EXPECT_EQ(denialOf(guess("mona", "wrong horse 9")), Denial::Locked);
    EXPECT_EQ(denialOf(stepUp(nextCode(mona))), Denial::Locked);
}

TEST_F(StepUpTest, takesTheRightPasswordOnlyWithTheRightCode) {
    EXPECT_FALSE(service.stepUp(session.token, mona.password, "000000", peer));
    EXPECT_TRUE(service.stepUp(session.token, mona.password, nextCode(mona), peer));
}

TEST_F(StepUpTest, takesNobodyElsesCode) {
    const Person noor = enrol("noor");
    EXPECT_EQ(denialOf(stepUp(nextCode(noor))), Denial::WrongCredentials);
}

TEST_F(StepUpTest, asksForThePermissionBeforeTheFactor) {
    age("factor_at", "1 hour");
    const auto refused =
        sessions.demandFresh(session.token, "sessions.revoke", ledger::Action::SessionRevoke, peer);
    EXPECT_EQ(denialOf(refused), Denial::Forbidden);
    EXPECT_TRUE(refused.error().receipt); // a refusal of somebody known is recorded
}

} // namespace
} // namespace custos::auth
