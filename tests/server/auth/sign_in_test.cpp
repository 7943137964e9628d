#include "tests/server/auth/parallel.h"
#include "tests/server/auth/sign_in_fixture.h"

#include <algorithm>

namespace custos::auth {
namespace {

using namespace std::chrono_literals;

class SignInTest : public SignInFixture {
protected:
    Person mona = enrol("mona");

    std::string challengeOf(const Person& person) {
        return service.begin("harborlane", person.name, person.password, peer).value().value.challenge;
    }
    Answer<NewSession> answer(const std::string& challenge, const std::string& code) {
        return service.answerTotp(challenge, code, "desk 1", peer);
    }
    double howOftenKnownNamesTakeLonger(PasswordScheme scheme);
};

// Every row of every table that sign-in writes, as text.
std::string dumpOf(const custos::testing::Database& database) {
    std::string dump;
    for (const char* table : {"account", "password", "totp", "recovery_code", "invitation", "challenge",
                              "session", "cache_share", "guess_count"})
        dump += database.superuser(std::string("select t::text from auth.") + table + " t");
    return dump + database.superuser("select t::text from phi.tenant_key t");
}

void expectSameRefusal(const Refusal& a, const Refusal& b) {
    EXPECT_EQ(a.denial, b.denial);
    EXPECT_EQ(a.attemptsLeft, b.attemptsLeft);
    EXPECT_EQ(a.lockedUntil.has_value(), b.lockedUntil.has_value());
    EXPECT_EQ(a.retryAfter, b.retryAfter);
    EXPECT_EQ(a.pointer, b.pointer);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.receipt.has_value(), b.receipt.has_value());
}

TEST_F(SignInTest, needsBothFactors) {
    const NewSession session = signIn(mona);
    EXPECT_EQ(session.user.username, "mona");
    EXPECT_EQ(session.practice.code, "harborlane");
    EXPECT_EQ(session.idle, 30min);
    EXPECT_TRUE(sessions.read(session.token));
}

TEST_F(SignInTest, takesAChallengeForNoSession) {
    EXPECT_FALSE(sessions.read(challengeOf(mona)));
}

TEST_F(SignInTest, givesANewTokenEachTime) {
    EXPECT_NE(signIn(mona).token, signIn(mona).token);
}

TEST_F(SignInTest, refusesAWrongCode) {
    const auto answered = answer(challengeOf(mona), "000000");
    ASSERT_FALSE(answered);
    EXPECT_EQ(denialOf(answered), Denial::WrongCredentials);
    EXPECT_EQ(answered.error().attemptsLeft, 7);
}

TEST_F(SignInTest, refusesAReplayedCode) {
    const std::string code = nextCode(mona);
    const std::string second = challengeOf(mona);
    ASSERT_TRUE(answer(challengeOf(mona), code));
    const auto replayed = answer(second, code);
    ASSERT_FALSE(replayed);
    EXPECT_EQ(denialOf(replayed), Denial::WrongCredentials);
}

TEST_F(SignInTest, refusesAnEarlierStepAfterALaterOne) {
    (void)nextCode(mona);
    const std::int64_t step = totpStepAt(clock.now());
    ASSERT_TRUE(answer(challengeOf(mona), totpCode(mona.seed, step + 1)));
    for (const std::int64_t earlier : {step + 1, step, step - 1})
        EXPECT_FALSE(answer(challengeOf(mona), totpCode(mona.seed, earlier)));
    clock.advance(60s);
    EXPECT_TRUE(answer(challengeOf(mona), totpCode(mona.seed, step + 2)));
}

TEST_F(SignInTest, letsOneOfManySimultaneousUsesOfACodeIn) {
    const std::string code = nextCode(mona);
    std::vector<std::string> challenges;
    for (int i = 0; i < 6; ++i)
        challenges.push_back(challengeOf(mona));
    const auto answers = inParallel(6, [&](int i) { return answer(challenges[std::size_t(i)], code); });
    EXPECT_EQ(std::ranges::count_if(answers, [](const auto& each) { return each.has_value(); }), 1);
}

TEST_F(SignInTest, usesAChallengeOnce) {
    const std::string challenge = challengeOf(mona);
    ASSERT_TRUE(answer(challenge, nextCode(mona)));
    clock.advance(30s);
    const auto again = answer(challenge, nextCode(mona));
    ASSERT_FALSE(again);
    EXPECT_EQ(denialOf(again), Denial::NotSignedIn);
}

TEST_F(SignInTest, takesEachRecoveryCodeOnce) {
    const std::string code = mona.recoveryCodes.at(3);
    EXPECT_TRUE(service.answerRecovery(challengeOf(mona), code, "desk 1", peer));
    EXPECT_FALSE(service.answerRecovery(challengeOf(mona), code, "desk 1", peer));
    EXPECT_TRUE(service.answerRecovery(challengeOf(mona), mona.recoveryCodes.at(4), "desk 1", peer));
}

TEST_F(SignInTest, takesNobodyElsesRecoveryCode) {
    const Person noor = enrol("noor");
    EXPECT_FALSE(service.answerRecovery(challengeOf(mona), noor.recoveryCodes.at(0), "desk 1", peer));
}

TEST_F(SignInTest, looksAtExactlyEightOfFiftySimultaneousGuesses) {
    for (const std::string name : {"mona", "nobody"}) {
        const auto answers =
            inParallel(50, [&](int i) { return guess(name, "wrong guess " + std::to_string(i)); });
        int evaluated = 0;
        int locked = 0;
        for (const auto& each : answers) {
            ASSERT_FALSE(each);
            // The eighth is looked at too, and told that it was the last.
            evaluated += each.error().denial == Denial::WrongCredentials;
            locked += each.error().denial == Denial::Locked;
            EXPECT_EQ(each.error().lockedUntil.has_value(), each.error().denial == Denial::Locked);
        }
        EXPECT_EQ(evaluated, 7) << name;
        EXPECT_EQ(locked, 43) << name;
    }
}

TEST_F(SignInTest, refusesTheRightPasswordWhileLocked) {
    for (int i = 0; i < 8; ++i)
        (void)guess("mona", "wrong guess");
    const auto right = guess("mona", mona.password);
    ASSERT_FALSE(right);
    EXPECT_EQ(denialOf(right), Denial::Locked);
    ASSERT_TRUE(right.error().lockedUntil);
    EXPECT_GT(*right.error().lockedUntil, clock.now() + 13min);
    EXPECT_LT(*right.error().lockedUntil, clock.now() + 16min);
}

TEST_F(SignInTest, countsPasswordsAndCodesTogether) {
    const std::string challenge = challengeOf(mona);
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(guess("mona", "wrong guess"));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(denialOf(answer(challenge, "000000")), Denial::WrongCredentials);
    EXPECT_EQ(denialOf(answer(challenge, "000000")), Denial::Locked);
    EXPECT_EQ(denialOf(answer(challenge, nextCode(mona))), Denial::Locked);
}

TEST_F(SignInTest, countsRecoveryCodesWithThem) {
    const std::string challenge = challengeOf(mona);
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(guess("mona", "wrong guess"));
    const auto recover = [&](const std::string& code) {
        return denialOf(service.answerRecovery(challenge, code, "desk 1", peer));
    };
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(recover("aaaaa-aaaaa"), Denial::WrongCredentials);
    EXPECT_EQ(recover("aaaaa-aaaaa"), Denial::Locked);
    EXPECT_EQ(recover(mona.recoveryCodes.at(0)), Denial::Locked);
}

TEST_F(SignInTest, buysNoGuessesAtTheCodeWithAKnownPassword) {
    int looked = 0;
    for (int i = 0; i < 20; ++i)
        if (const auto begun = guess("mona", mona.password); begun)
            looked += answer(begun->value.challenge, "000000").error().denial == Denial::WrongCredentials;
    EXPECT_EQ(looked, 7);
}

TEST_F(SignInTest, clearsTheCountAfterBothFactors) {
    for (int i = 0; i < 7; ++i)
        (void)guess("mona", "wrong guess");
    (void)signIn(mona);
    EXPECT_EQ(guess("mona", "wrong guess").error().attemptsLeft, 7);
}

TEST_F(SignInTest, keepsTheLockAcrossARestart) {
    for (int i = 0; i < 8; ++i)
        (void)guess("mona", "wrong guess");
    db::Pool newPool(database->conninfo(db::Duty::Auth), {.size = 2});
    AuthDatabase newStore(newPool);
    FactorCheck newFactors({newStore, files.store, keyring, passwords, recorder, clock});
    SignIn restarted({newFactors, newStore, files.store, keyring, passwords});
    EXPECT_EQ(denialOf(restarted.begin("harborlane", "mona", mona.password, peer)), Denial::Locked);
}

TEST_F(SignInTest, endsALockByItself) {
    for (int i = 0; i < 8; ++i)
        (void)guess("mona", "wrong guess");
    sql("update auth.guess_count set locked_until = now() - interval '1 second'");
    EXPECT_TRUE(guess("mona", mona.password));
    EXPECT_EQ(guess("mona", "wrong guess").error().attemptsLeft, 7);
}

TEST_F(SignInTest, tellsANameThatExistsNothingThatItDoesNotTellOthers) {
    for (int i = 0; i < 12; ++i) {
        const auto known = guess("mona", "wrong guess");
        const auto unknown = guess("nobody", "wrong guess");
        const auto elsewhere = service.begin("no-such-practice", "mona", "wrong guess", peer);
        ASSERT_FALSE(known);
        ASSERT_FALSE(unknown);
        ASSERT_FALSE(elsewhere);
        expectSameRefusal(known.error(), unknown.error());
        expectSameRefusal(known.error(), elsewhere.error());
    }
}

/// How often a wrong password for a name that somebody has takes longer than one for a name that nobody has:
/// Mann and Whitney's U. By chance alone it strays from one half by 0.053 (one standard deviation).
double SignInTest::howOftenKnownNamesTakeLonger(PasswordScheme scheme) {
    sql("delete from auth.sign_in_policy");
    sql("insert into auth.sign_in_policy values ('" + toText(practice) + "', 8, 15, '" +
        std::string(name(scheme)) + "', 'everyone', '" + toText(mona.id) + "')");
    const PasswordHasher costly(files.store.derive(phi::StoredKey::Pepper, "test"), {3, 16 << 20, 30000});
    EXPECT_TRUE(store.storePasswordHash(practice, mona.id, costly.hash(mona.password, scheme)));
    FactorCheck slowFactors({store, files.store, keyring, costly, recorder, clock});
    SignIn slow({slowFactors, store, files.store, keyring, costly});
    const auto timed = [&](const std::string& username) {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(denialOf(slow.begin("harborlane", username, "wrong guess", peer)),
                  Denial::WrongCredentials);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    (void)timed("mona"); // the first opens connections
    constexpr int rounds = 60;
    std::vector<double> known;
    std::vector<double> unknown;
    for (int i = 0; i < rounds; ++i) { // in turns, so that a busy machine slows both
        sql("delete from auth.guess_count");
        const bool knownFirst = i % 2 == 0;
        (knownFirst ? known : unknown).push_back(timed(knownFirst ? "mona" : "nobody"));
        (knownFirst ? unknown : known).push_back(timed(knownFirst ? "nobody" : "mona"));
    }
    double longer = 0;
    for (const double k : known)
        longer += double(std::ranges::count_if(unknown, [k](double u) { return k > u; }));
    return longer / (rounds * rounds);
}

TEST_F(SignInTest, takesAsLongForNamesThatDoNotExist) {
    // by chance once in thirty thousand runs
    for (const auto scheme : {PasswordScheme::Argon2id, PasswordScheme::Pbkdf2Sha512})
        EXPECT_NEAR(howOftenKnownNamesTakeLonger(scheme), 0.5, 0.22) << name(scheme);
}

TEST_F(SignInTest, letsAnAccountWithoutFactorsInNoMoreThanNobody) {
    addAccount("invited-only");
    expectSameRefusal(guess("invited-only", "").error(), guess("nobody", "").error());
}

TEST_F(SignInTest, refusesADisabledAccountLikeNobody) {
    sql("update auth.account set disabled_at = now() where username = 'mona'");
    const auto disabled = guess("mona", mona.password);
    ASSERT_FALSE(disabled);
    expectSameRefusal(disabled.error(), guess("nobody", mona.password).error());
}

TEST_F(SignInTest, answersNothingWhenNothingCanBeRecorded) {
    const std::string challenge = challengeOf(mona);
    const std::string code = nextCode(mona);
    sql("alter role custos_audit nologin");
    sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'custos_audit'");
    const auto right = guess("mona", mona.password);
    const auto wrong = guess("mona", "wrong guess");
    const auto answered = answer(challenge, code);
    const std::string minted = sql("select count(*) from auth.session");
    sql("alter role custos_audit login");
    ASSERT_FALSE(right);
    EXPECT_EQ(denialOf(right), Denial::Unavailable);
    EXPECT_EQ(denialOf(wrong), Denial::Unavailable);
    EXPECT_FALSE(wrong.error().attemptsLeft);
    EXPECT_EQ(denialOf(answered), Denial::Unavailable);
    EXPECT_EQ(minted, "0\n");
}

TEST_F(SignInTest, recordsEveryAttemptRightOrWrong) {
    const auto entries = [] { return std::stoi(sql("select count(*) from audit.entries")); };
    const std::string challenge = challengeOf(mona);
    const std::string code = nextCode(mona);
    int before = entries();
    const auto writes = [&](const auto& receipt) {
        EXPECT_TRUE(receipt.has_value());
        EXPECT_EQ(entries(), ++before);
    };
    writes(guess("mona", "wrong guess").error().receipt);
    writes(guess("nobody", "wrong guess").error().receipt);
    writes(service.begin("no-such-practice", "mona", "wrong guess", peer).error().receipt);
    writes(answer(challenge, "000000").error().receipt);
    writes(answer(std::string(43, 'A'), "000000").error().receipt);
    writes(invitations.open(std::string(43, 'A'), peer).error().receipt);
    writes(std::optional(answer(challenge, code).value().receipt));
}

TEST_F(SignInTest, makesWhoeverWaitsTooLongForAPasswordComeBackUncounted) {
    const PasswordHasher slowest(files.store.derive(phi::StoredKey::Pepper, "slow"), {8, 64 << 20});
    FactorCheck narrowFactors(
        {store, files.store, keyring, slowest, recorder, clock, 1, std::chrono::milliseconds(20)});
    SignIn narrow({narrowFactors, store, files.store, keyring, slowest});
    const auto answers = inParallel(6, [&](int i) {
        return narrow.begin("harborlane", "nobody" + std::to_string(i), "wrong guess", peer);
    });
    const auto isThrottled = [](const auto& each) {
        return !each && each.error().denial == Denial::Throttled && each.error().retryAfter &&
               each.error().receipt;
    };
    const auto throttled = std::ranges::count_if(answers, isThrottled);
    EXPECT_GE(throttled, 1);
    EXPECT_EQ(std::stoi(sql("select count(*) from auth.guess_count")), 6 - throttled);
}

TEST_F(SignInTest, unlocksByPasswordAndCountsWrongOnes) {
    const NewSession session = signIn(mona);
    const auto unlocked = service.unlock(session.token, mona.password, peer);
    ASSERT_TRUE(unlocked);
    EXPECT_TRUE(std::ranges::equal(unlocked->value.cacheShare.view(), session.cacheShare.view()));
    for (int i = 0; i < 7; ++i)
        EXPECT_EQ(service.unlock(session.token, "wrong guess", peer).error().attemptsLeft, 7 - i);
    EXPECT_EQ(denialOf(service.unlock(session.token, "wrong guess", peer)), Denial::Locked);
    EXPECT_EQ(denialOf(guess("mona", mona.password)), Denial::Locked);
    EXPECT_TRUE(sessions.read(session.token)); // locked out of guessing, not of the session
}

TEST_F(SignInTest, givesEachPersonAndComputerAShareOfItsOwnThatStays) {
    const auto hex = [](const NewSession& session) { return ledger::toHex(session.cacheShare.view()); };
    const std::string first = hex(signIn(mona, "desk 1"));
    EXPECT_EQ(hex(signIn(mona, "desk 1")), first);
    EXPECT_NE(hex(signIn(mona, "desk 2")), first);
    EXPECT_NE(hex(signIn(enrol("noor"), "desk 1")), first);
}

TEST_F(SignInTest, storesNoSecretThatADumpCouldUse) {
    const std::string challenge = challengeOf(mona);
    const NewSession session = signIn(mona);
    const std::string dump = dumpOf(*database);
    ASSERT_NE(dump.find("mona"), std::string::npos); // the search finds what is there
    for (const std::string& secret :
         {session.token, challenge, mona.password, toBase32(mona.seed), ledger::toHex(mona.seed.view()),
          ledger::toHex(session.cacheShare.view()), mona.recoveryCodes.at(0)})
        EXPECT_EQ(dump.find(secret), std::string::npos);
    std::string stolen = sql("select translate(encode(token_hash, 'base64'), '+/=', '-_') from auth.session");
    stolen.pop_back(); // the line end
    ASSERT_EQ(stolen.size(), session.token.size());
    EXPECT_FALSE(sessions.read(stolen));
}

} // namespace
} // namespace custos::auth
