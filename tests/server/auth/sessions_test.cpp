#include "tests/server/auth/sign_in_fixture.h"

#include <algorithm>

namespace custos::auth {
namespace {

using namespace std::chrono_literals;

class SessionsTest : public SignInFixture {
protected:
    Person mona = enrol("mona");
    NewSession session = signIn(mona);

    void age(const std::string& column, const std::string& by) {
        sql("update auth.session set " + column + " = " + column + " - interval '" + by + "'");
    }
    bool isLive() { return sessions.read(session.token).has_value(); }
};

TEST_F(SessionsTest, dieOf30IdleMinutes) {
    age("last_seen_at", "29 minutes");
    EXPECT_TRUE(isLive());
    age("last_seen_at", "61 seconds");
    EXPECT_FALSE(isLive());
    EXPECT_EQ(denialOf(service.unlock(session.token, mona.password, peer)), Denial::NotSignedIn);
}

TEST_F(SessionsTest, liveOnByThePersonsActsOnly) {
    age("last_seen_at", "29 minutes");
    EXPECT_TRUE(isLive()); // reading it is no act, or the next 29 minutes would be too many either way
    ASSERT_TRUE(sessions.touch(session.token));
    age("last_seen_at", "29 minutes");
    EXPECT_TRUE(isLive());
    age("last_seen_at", "2 minutes");
    EXPECT_FALSE(isLive());
    ASSERT_TRUE(sessions.touch(session.token)); // nor does an act bring a dead one back
    EXPECT_FALSE(isLive());
}

TEST_F(SessionsTest, dieAfter12HoursHoweverBusy) {
    age("absolute_expiry", "11 hours 59 minutes");
    ASSERT_TRUE(sessions.touch(session.token));
    EXPECT_TRUE(isLive());
    age("absolute_expiry", "61 seconds");
    ASSERT_TRUE(sessions.touch(session.token));
    EXPECT_FALSE(isLive());
}

TEST_F(SessionsTest, lastTwelveHours) {
    const auto life = session.absoluteExpiry - clock.now();
    EXPECT_GT(life, 11h + 50min);
    EXPECT_LE(life, 12h + 1min);
}

TEST_F(SessionsTest, endAtSignOut) {
    EXPECT_TRUE(sessions.signOut(session.token, peer));
    EXPECT_FALSE(isLive());
    EXPECT_EQ(denialOf(sessions.signOut(session.token, peer)), Denial::NotSignedIn);
}

TEST_F(SessionsTest, endWhenTheAccountIsDisabled) {
    sql("update auth.account set disabled_at = now() where username = 'mona'");
    EXPECT_FALSE(isLive());
}

TEST_F(SessionsTest, areListedForTheirOwner) {
    const NewSession other = signIn(mona, "desk 2");
    const NewSession foreign = signIn(enrol("noor"));
    const auto listed = sessions.list(session.token, peer);
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->value.size(), 2u);
    for (const SessionItem& item : listed->value) {
        EXPECT_NE(item.id, foreign.id);
        EXPECT_EQ(item.current, item.id == session.id);
    }
}

TEST_F(SessionsTest, endByTheirOwnersWill) {
    const NewSession other = signIn(mona, "desk 2");
    EXPECT_TRUE(sessions.revoke(session.token, other.id, peer));
    EXPECT_FALSE(sessions.read(other.token));
    EXPECT_TRUE(isLive());
}

TEST_F(SessionsTest, takeTheCacheShareWithThemWhenRevoked) {
    const NewSession other = signIn(mona, "desk 2");
    ASSERT_TRUE(sessions.revoke(session.token, other.id, peer));
    const NewSession later = signIn(mona, "desk 2");
    EXPECT_FALSE(std::ranges::equal(later.cacheShare.view(), other.cacheShare.view()));
}

TEST_F(SessionsTest, areNotEndedByOthersAndForeignLooksLikeNonexistent) {
    const NewSession foreign = signIn(enrol("noor"));
    const auto taken = sessions.revoke(session.token, foreign.id, peer);
    const auto missing = sessions.revoke(session.token, ledger::Uuid{{7}}, peer);
    ASSERT_FALSE(taken);
    ASSERT_FALSE(missing);
    EXPECT_EQ(denialOf(taken), Denial::NotFound);
    EXPECT_EQ(denialOf(missing), Denial::NotFound);
    EXPECT_TRUE(sessions.read(foreign.token));
}

} // namespace
} // namespace custos::auth
