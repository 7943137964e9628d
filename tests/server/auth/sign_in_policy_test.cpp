#include "tests/server/auth/parallel.h"
#include "tests/server/auth/sign_in_fixture.h"

#include <algorithm>

namespace custos::auth {
namespace {

using namespace std::chrono_literals;

class SignInPolicyTest : public SignInFixture {
protected:
    Person mona = enrol("mona");

    void decide(int failures, int minutes, const std::string& scheme = "argon2id",
                const std::string& factor = "everyone") {
        sql("delete from auth.sign_in_policy");
        sql("insert into auth.sign_in_policy values ('" + toText(practice) + "', " +
            std::to_string(failures) + ", " + std::to_string(minutes) + ", '" + scheme + "', '" + factor +
            "', '" + toText(mona.id) + "')");
    }
    void give(const std::string& role) {
        sql("insert into auth.account_role values ('" + toText(practice) + "', '" + toText(mona.id) + "', '" +
            role + "')");
    }
    std::string storedHash() {
        return sql("select password_hash from auth.password where account = '" + toText(mona.id) + "'");
    }
    static std::string incidents() {
        return sql("select count(*) from access.incident where kind = 'lockout'");
    }
};

TEST_F(SignInPolicyTest, locksAfterAsManyGuessesAsThePracticeSaysForAsLongAsItSays) {
    decide(3, 5);
    for (const std::string name : {"mona", "nobody"}) {
        // fewer than the eight at which a name is locked without a practice's own number
        const auto answers = inParallel(7, [&](int) { return guess(name, "wrong guess"); });
        const auto looked = std::ranges::count_if(
            answers, [](const auto& each) { return each.error().denial == Denial::WrongCredentials; });
        EXPECT_EQ(looked, 2) << name; // the third is looked at too, and told that it was the last
        const auto locked = guess(name, mona.password);
        ASSERT_TRUE(!locked && locked.error().lockedUntil) << name;
        EXPECT_LT(*locked.error().lockedUntil, clock.now() + 6min);
        EXPECT_GT(*locked.error().lockedUntil, clock.now() + 3min);
    }
    // another practice has decided nothing
    EXPECT_EQ(service.begin("pinewood", "mona", "wrong guess", peer).error().attemptsLeft, 7);
}

TEST_F(SignInPolicyTest, isBoundedByTheDatabase) {
    for (const auto& [failures, minutes] : {std::pair{2, 15}, {21, 15}, {8, 0}, {8, 61}})
        EXPECT_THROW(decide(failures, minutes), std::exception) << failures << " " << minutes;
    EXPECT_THROW(decide(8, 15, "md5"), std::exception);
    EXPECT_THROW(decide(8, 15, "argon2id", "nobody"), std::exception);
}

TEST_F(SignInPolicyTest, tellsThePracticeOfALockOnceAQuarterOfAnHourHoweverOftenItIsForced) {
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 8; ++i)
            (void)guess("mona", "wrong guess");
        sql("update auth.guess_count set locked_until = now() - interval '1 second'");
    }
    EXPECT_EQ(incidents(), "1\n");
    EXPECT_EQ(sql("select tenant || ' ' || subject_account from access.incident"),
              toText(practice) + " " + toText(mona.id) + "\n");
}

TEST_F(SignInPolicyTest, tellsOfNamesThatNobodyHasWithoutBeingFloodedByThem) {
    for (int name = 0; name < 3; ++name)
        for (int i = 0; i < 8; ++i)
            (void)guess("nobody" + std::to_string(name), "wrong guess");
    EXPECT_EQ(incidents(), "1\n");
    EXPECT_EQ(sql("select count(*) from access.incident where subject_account is null"), "1\n");
}

TEST_F(SignInPolicyTest, hashesAgainByTheOtherSchemeAtTheNextSignIn) {
    EXPECT_TRUE(storedHash().starts_with("$argon2id$"));
    decide(8, 15, "pbkdf2_sha512");
    EXPECT_FALSE(guess("mona", "wrong guess"));
    EXPECT_TRUE(storedHash().starts_with("$argon2id$")); // a wrong one rewrites nothing
    ASSERT_TRUE(guess("mona", mona.password));
    EXPECT_TRUE(storedHash().starts_with("$pbkdf2-sha512$"));
    EXPECT_TRUE(guess("mona", mona.password));
    decide(8, 15);
    ASSERT_TRUE(guess("mona", mona.password));
    EXPECT_TRUE(storedHash().starts_with("$argon2id$"));
}

TEST_F(SignInPolicyTest, enrolsByThePracticesScheme) {
    decide(8, 15, "pbkdf2_sha512");
    const Person noor = enrol("noor");
    EXPECT_TRUE(sql("select password_hash from auth.password where account = '" + toText(noor.id) + "'")
                    .starts_with("$pbkdf2-sha512$"));
    EXPECT_TRUE(guess("noor", noor.password));
}

TEST_F(SignInPolicyTest, asksEverybodyForASecondFactorUnlessThePracticeSaysOtherwise) {
    const auto begun = guess("mona", mona.password);
    EXPECT_EQ(begun.value().value.methods, (std::vector<std::string>{"totp", "recovery"}));
    EXPECT_EQ(denialOf(service.finish(begun->value.challenge, "desk 1", peer)), Denial::Forbidden);
    EXPECT_EQ(sql("select count(*) from auth.session"), "0\n");
}

TEST_F(SignInPolicyTest, letsThePasswordBeEnoughForOthersThanThosePrivileged) {
    decide(8, 15, "argon2id", "privileged");
    give("front_desk");
    const auto begun = guess("mona", mona.password);
    EXPECT_EQ(begun.value().value.methods.front(), "none");
    const auto session = service.finish(begun->value.challenge, "desk 1", peer);
    ASSERT_TRUE(session);
    EXPECT_TRUE(sessions.read(session->value.token));
    EXPECT_FALSE(service.finish(begun->value.challenge, "desk 1", peer)); // the challenge is used up
    // one factor is never a fresh one
    EXPECT_EQ(denialOf(sessions.demandFresh(session->value.token, "", ledger::Action::SessionRevoke, peer)),
              Denial::StepUpRequired);
}

TEST_F(SignInPolicyTest, neverLetsThePasswordBeEnoughForThosePrivileged) {
    decide(8, 15, "argon2id", "privileged");
    give("front_desk");
    sql("insert into auth.role (code) values ('of_tomorrow')");
    for (const char* role : {"owner", "manager", "privacy_officer", "platform_admin", "of_tomorrow"}) {
        const std::string stale = guess("mona", mona.password).value().value.challenge;
        give(role);
        const auto begun = guess("mona", mona.password);
        EXPECT_EQ(begun.value().value.methods, (std::vector<std::string>{"totp", "recovery"})) << role;
        for (const std::string& challenge : {begun->value.challenge, stale})
            EXPECT_EQ(denialOf(service.finish(challenge, "desk 1", peer)), Denial::Forbidden) << role;
        sql("set session_replication_role = replica; " // past the rule that a practice keeps an owner
            "delete from auth.account_role where role <> 'front_desk'");
    }
    sql("set session_replication_role = replica; delete from auth.account_role where role = 'front_desk'");
    EXPECT_EQ(guess("mona", mona.password).value().value.methods,
              (std::vector<std::string>{"totp", "recovery"}));
    EXPECT_EQ(sql("select count(*) from auth.session"), "0\n");
}

} // namespace
} // namespace custos::auth
