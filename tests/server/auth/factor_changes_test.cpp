#include "server/auth/factor_changes.h"

#include "server/auth/token.h"

#include "tests/server/auth/parallel.h"
#include "tests/server/auth/sign_in_fixture.h"

#include <algorithm>

namespace custos::auth {
namespace {

constexpr const char* chosen = "another horse 8";

class FactorChangesTest : public SignInFixture {
protected:
    Person mona = enrol("mona");
    NewSession session = signIn(mona);
    FactorChanges changes{{factors, store, files.store, keyring, passwords}};

    void give(const Person& person, const std::string& role) {
        sql("insert into auth.account_role values ('" + toText(practice) + "', '" + toText(person.id) +
            "', '" + role + "')");
    }
    std::string newCode(const std::string& uri) { return totpCode(seedIn(uri), totpStepAt(clock.now())); }
    std::string begunUri() {
        return changes.beginTotp(session.token, mona.password, peer).value().value.totpUri;
    }
    static int count(const std::string& what) { return std::stoi(sql("select count(*) from " + what)); }
};

TEST_F(FactorChangesTest, needThePasswordForANewOne) {
    const auto refused = changes.changePassword(session.token, "wrong guess", chosen, peer);
    EXPECT_EQ(denialOf(refused), Denial::WrongCredentials);
    EXPECT_TRUE(guess("mona", mona.password));
    ASSERT_TRUE(changes.changePassword(session.token, mona.password, chosen, peer));
    EXPECT_TRUE(guess("mona", chosen));
    EXPECT_FALSE(guess("mona", mona.password));
}

TEST_F(FactorChangesTest, countWrongPasswordsTowardsTheLockout) {
    for (int i = 0; i < 8; ++i)
        (void)changes.changePassword(session.token, "wrong guess", chosen, peer);
    EXPECT_EQ(denialOf(changes.changePassword(session.token, mona.password, chosen, peer)), Denial::Locked);
    EXPECT_EQ(denialOf(guess("mona", mona.password)), Denial::Locked);
}

TEST_F(FactorChangesTest, refuseAPasswordThatIsGuessedFirstAndSayWhy) {
    for (const auto& [word, reason] :
         {std::pair{"mona1234", "too_common"}, {"Harborlane1!", "too_common"}, {"short", "too_short"}}) {
        const auto refused = changes.changePassword(session.token, mona.password, word, peer);
        ASSERT_FALSE(refused) << word;
        EXPECT_EQ(denialOf(refused), Denial::NotAcceptable);
        EXPECT_EQ(refused.error().pointer, "/new_password");
        EXPECT_EQ(refused.error().reason, reason);
        EXPECT_TRUE(refused.error().receipt);
    }
    EXPECT_TRUE(guess("mona", mona.password));
}

TEST_F(FactorChangesTest, refuseAPasswordThatIsOnesOwnNameToThatPersonAlone) {
    const Person thrackett = enrol("thrackett");
    const NewSession theirs = signIn(thrackett);
    const auto refused = changes.changePassword(theirs.token, thrackett.password, "Thrackett1!", peer);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "too_common");
    EXPECT_TRUE(changes.changePassword(session.token, mona.password, "Thrackett1!", peer));
}

TEST_F(FactorChangesTest, endTheOtherSessionsAndNotThisOne) {
    const NewSession other = signIn(mona, "desk 2");
    ASSERT_TRUE(changes.changePassword(session.token, mona.password, chosen, peer));
    EXPECT_FALSE(sessions.read(other.token));
    EXPECT_TRUE(sessions.read(session.token));
    mona.password = chosen;
    const NewSession third = signIn(mona, "desk 2");
    ASSERT_TRUE(changes.confirmTotp(session.token, newCode(begunUri()), peer));
    EXPECT_FALSE(sessions.read(third.token));
    EXPECT_TRUE(sessions.read(session.token));
}

TEST_F(FactorChangesTest, tellThePracticeWhoseWereChangedAndNothingOfThoseThatWereRefused) {
    const auto told = [] {
        return sql("select coalesce(string_agg(kind || ' ' || actor || ' ' || subject_account, ','), '') "
                   "from access.incident");
    };
    EXPECT_FALSE(changes.changePassword(session.token, "wrong guess", chosen, peer));
    const std::string uri = begunUri();
    EXPECT_FALSE(changes.confirmTotp(session.token, "000000", peer));
    EXPECT_EQ(told(), "\n");
    const std::string one = "factor_changed " + toText(mona.id) + " " + toText(mona.id);
    ASSERT_TRUE(changes.changePassword(session.token, mona.password, chosen, peer));
    EXPECT_EQ(told(), one + "\n");
    ASSERT_TRUE(changes.confirmTotp(session.token, newCode(uri), peer));
    EXPECT_EQ(told(), one + "," + one + "\n");
}

TEST_F(FactorChangesTest, leaveNoChallengeThatTheOldPasswordBought) {
    const auto begun = guess("mona", mona.password);
    ASSERT_TRUE(changes.changePassword(session.token, mona.password, chosen, peer));
    EXPECT_FALSE(service.answerTotp(begun->value.challenge, nextCode(mona), "desk 2", peer));
}

TEST_F(FactorChangesTest, needThePasswordForANewSeed) {
    EXPECT_EQ(denialOf(changes.beginTotp(session.token, "wrong guess", peer)), Denial::WrongCredentials);
    EXPECT_EQ(count("auth.totp_change"), 0);
}

TEST_F(FactorChangesTest, keepTheOldSeedUntilACodeOfTheNewOneWasShown) {
    const std::string uri = begunUri();
    const auto wrong = changes.confirmTotp(session.token, "000000", peer);
    EXPECT_EQ(denialOf(wrong), Denial::NotAcceptable);
    EXPECT_EQ(denialOf(changes.confirmTotp(session.token, nextCode(mona), peer)), Denial::NotAcceptable);
    (void)signIn(mona, "desk 2"); // by the old one
    const auto changed = changes.confirmTotp(session.token, newCode(uri), peer);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->value.recoveryCodes.size(), 8u);
    const auto begun = guess("mona", mona.password);
    EXPECT_FALSE(service.answerTotp(begun->value.challenge, nextCode(mona), "desk 2", peer));
    EXPECT_FALSE(service.answerRecovery(begun->value.challenge, mona.recoveryCodes.at(0), "desk 2", peer));
    mona.seed = seedIn(uri);
    EXPECT_TRUE(service.answerTotp(begun->value.challenge, nextCode(mona), "desk 2", peer));
}

TEST_F(FactorChangesTest, useUpTheCodeThatConfirmed) {
    const std::string uri = begunUri();
    const std::string code = newCode(uri);
    ASSERT_TRUE(changes.confirmTotp(session.token, code, peer));
    const auto begun = guess("mona", mona.password);
    EXPECT_FALSE(service.answerTotp(begun->value.challenge, code, "desk 2", peer));
}

TEST_F(FactorChangesTest, confirmOnceForSimultaneousCallers) {
    const std::string code = newCode(begunUri());
    const auto answers = inParallel(6, [&](int) { return changes.confirmTotp(session.token, code, peer); });
    EXPECT_EQ(std::ranges::count_if(answers, [](const auto& each) { return each.has_value(); }), 1);
}

TEST_F(FactorChangesTest, areTheSessionsThatBeganThem) {
    const NewSession other = signIn(mona, "desk 2");
    const std::string code = newCode(begunUri());
    EXPECT_EQ(denialOf(changes.confirmTotp(other.token, code, peer)), Denial::NotFound);
    sql("update auth.totp_change set expires_at = now() - interval '1 second'");
    EXPECT_EQ(denialOf(changes.confirmTotp(session.token, code, peer)), Denial::NotFound);
}

class ResetTest : public FactorChangesTest {
protected:
    Person noor = enrol("noor");

    ResetTest() {
        give(mona, "owner");
        give(noor, "front_desk");
    }
    Answer<FactorsReset> reset(const ledger::Uuid& user) {
        return changes.reset(session.token, mona.password, user, peer);
    }
};

TEST_F(ResetTest, leavesNothingButAnInvitationThatEnrolsBothFactors) {
    const NewSession theirs = signIn(noor, "desk 2");
    const auto done = reset(noor.id);
    ASSERT_TRUE(done);
    EXPECT_FALSE(sessions.read(theirs.token));
    EXPECT_FALSE(guess("noor", noor.password));
    EXPECT_EQ(count("auth.totp where account = '" + toText(noor.id) + "'"), 0);
    EXPECT_EQ(count("auth.recovery_code where account = '" + toText(noor.id) + "'"), 0);
    // without a code of the new seed there is no way in: a reset skips no factor
    const auto& invitation = done->value.invitation;
    EXPECT_FALSE(invitations.accept(invitation, chosen, "000000", peer));
    EXPECT_FALSE(guess("noor", chosen));
    const TotpSeed seed = seedIn(invitations.open(invitation, peer).value().value.totpUri);
    EXPECT_TRUE(invitations.accept(invitation, chosen, totpCode(seed, totpStepAt(clock.now())), peer));
    EXPECT_TRUE(guess("noor", chosen));
}

TEST_F(ResetTest, needsTheCallersPassword) {
    EXPECT_EQ(denialOf(changes.reset(session.token, "wrong guess", noor.id, peer)), Denial::WrongCredentials);
    EXPECT_TRUE(guess("noor", noor.password));
}

TEST_F(ResetTest, isNotForOneself) {
    EXPECT_EQ(denialOf(reset(mona.id)), Denial::Forbidden);
    EXPECT_TRUE(guess("mona", mona.password));
}

TEST_F(ResetTest, takesOverNobodyWhoHoldsMore) {
    give(noor, "manager");
    const NewSession managers = signIn(noor);
    const Person olga = enrol("olga");
    for (const char* role : {"owner", "privacy_officer"}) {
        give(olga, role);
        EXPECT_EQ(denialOf(changes.reset(managers.token, noor.password, olga.id, peer)), Denial::Forbidden)
            << role;
        sql("set session_replication_role = replica; " // past the rule that a practice keeps an owner
            "delete from auth.account_role where account = '" +
            toText(olga.id) + "'");
    }
    give(olga, "assistant");
    EXPECT_TRUE(changes.reset(managers.token, noor.password, olga.id, peer));
}

TEST_F(ResetTest, answersAForeignAccountLikeAMissingOne) {
    const ledger::Uuid foreign = newId();
    sql("insert into auth.account (tenant, id, username, display_name) values ('" + toText(otherPractice) +
        "', '" + toText(foreign) + "', 'theirs', 'Exemplar, theirs')");
    EXPECT_EQ(denialOf(reset(foreign)), Denial::NotFound);
    EXPECT_EQ(denialOf(reset(newId())), Denial::NotFound);
}

TEST_F(ResetTest, tellsThePractice) {
    ASSERT_TRUE(reset(noor.id));
    EXPECT_EQ(sql("select kind || ' ' || actor || ' ' || subject_account from access.incident"),
              "factor_reset " + toText(mona.id) + " " + toText(noor.id) + "\n");
}

} // namespace
} // namespace custos::auth
