#include "tests/server/auth/parallel.h"
#include "tests/server/auth/sign_in_fixture.h"

#include <algorithm>

namespace custos::auth {
namespace {

using namespace std::chrono_literals;

constexpr const char* chosen = "synthetic horse 9";

class InvitationsTest : public SignInFixture {
protected:
    ledger::Uuid account = addAccount("noor");
    std::string invitation = invitations.invite(practice, account).value();

    TotpSeed offeredSeed() { return seedIn(invitations.open(invitation, peer).value().value.totpUri); }
    Denial refusalOf(const std::string& text) {
        const auto opened = invitations.open(text, peer);
        EXPECT_FALSE(opened);
        return opened ? Denial::Unavailable : opened.error().denial;
    }
};

TEST_F(InvitationsTest, offersTheAccountAndItsSeed) {
    const auto offer = invitations.open(invitation, peer);
    ASSERT_TRUE(offer);
    EXPECT_EQ(offer->value.username, "noor");
    EXPECT_TRUE(offer->value.totpUri.starts_with("otpauth://totp/Custos%20"));
    EXPECT_EQ(invitations.open(invitation, peer)->value.totpUri, offer->value.totpUri);
}

TEST_F(InvitationsTest, letsThePersonInOnceAccepted) {
    const Person noor = enrol("second");
    EXPECT_EQ(noor.recoveryCodes.size(), 8u);
    EXPECT_EQ(signIn(noor).user.username, "second");
}

TEST_F(InvitationsTest, worksOnceForSimultaneousCallers) {
    const TotpSeed seed = offeredSeed();
    const std::string code = totpCode(seed, totpStepAt(clock.now()));
    const auto accepted =
        inParallel(8, [&](int) { return invitations.accept(invitation, chosen, code, peer); });
    EXPECT_EQ(std::ranges::count_if(accepted, [](const auto& each) { return each.has_value(); }), 1);
    EXPECT_EQ(refusalOf(invitation), Denial::WrongCredentials);
}

TEST_F(InvitationsTest, answersUsedExpiredReplacedAndUnknownOnesAlike) {
    const std::string expired = invitation;
    sql("update auth.invitation set expires_at = now() - interval '1 second'");
    EXPECT_EQ(refusalOf(expired), Denial::WrongCredentials);
    const std::string replaced = invitations.invite(practice, account).value();
    const std::string current = invitations.invite(practice, account).value();
    EXPECT_EQ(refusalOf(replaced), Denial::WrongCredentials);
    EXPECT_TRUE(invitations.open(current, peer));
    EXPECT_EQ(refusalOf(std::string(43, 'A')), Denial::WrongCredentials);
    EXPECT_EQ(refusalOf("no token"), Denial::WrongCredentials);
}

TEST_F(InvitationsTest, staysUsableAfterAWrongCodeOrABadPassword) {
    const std::string code = totpCode(offeredSeed(), totpStepAt(clock.now()));
    const auto wrongCode = invitations.accept(invitation, chosen, "000000", peer);
    ASSERT_FALSE(wrongCode);
    EXPECT_EQ(denialOf(wrongCode), Denial::NotAcceptable);
    EXPECT_EQ(wrongCode.error().pointer, "/code");
    const auto badPassword = invitations.accept(invitation, "password", code, peer);
    ASSERT_FALSE(badPassword);
    EXPECT_EQ(badPassword.error().pointer, "/password");
    EXPECT_EQ(badPassword.error().reason, "too_common");
    const auto practiceName = invitations.accept(invitation, "Harborlane2026!", code, peer);
    ASSERT_FALSE(practiceName);
    EXPECT_EQ(practiceName.error().reason, "too_common");
    EXPECT_EQ(invitations.accept(invitation, "sh0rt", code, peer).error().reason, "too_short");
    EXPECT_TRUE(invitations.accept(invitation, chosen, code, peer));
}

TEST_F(InvitationsTest, takesNobodysOwnNameForAPassword) {
    const std::string theirs = invitations.invite(practice, addAccount("thrackett")).value();
    const TotpSeed seed = seedIn(invitations.open(theirs, peer).value().value.totpUri);
    const auto refused =
        invitations.accept(theirs, "Thrackett1!", totpCode(seed, totpStepAt(clock.now())), peer);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "too_common");
    const std::string code = totpCode(offeredSeed(), totpStepAt(clock.now()));
    EXPECT_TRUE(invitations.accept(invitation, "Thrackett1!", code, peer)); // somebody else's is fine
}

TEST_F(InvitationsTest, usesUpTheStepOfItsCode) {
    const Person noor = enrol("second");
    const auto begun = guess("second", noor.password);
    ASSERT_TRUE(begun);
    const std::int64_t used =
        std::stoll(sql("select last_step from auth.totp where account = '" + toText(noor.id) + "'"));
    EXPECT_GT(used, 0);
    EXPECT_FALSE(service.answerTotp(begun->value.challenge, totpCode(noor.seed, used), "desk 1", peer));
}

TEST_F(InvitationsTest, endsTheAccountsSessionsAndOldFactors) {
    const Person before = enrol("second");
    const NewSession session = signIn(before);
    const std::string again = invitations.invite(practice, before.id).value();
    EXPECT_TRUE(sessions.read(session.token)); // an invitation alone changes nothing
    const TotpSeed seed = seedIn(invitations.open(again, peer).value().value.totpUri);
    ASSERT_TRUE(invitations.accept(again, "another horse 8", totpCode(seed, totpStepAt(clock.now())), peer));
    EXPECT_FALSE(sessions.read(session.token));
    EXPECT_FALSE(guess("second", before.password));
    const auto begun = guess("second", "another horse 8");
    ASSERT_TRUE(begun);
    EXPECT_FALSE(service.answerRecovery(begun->value.challenge, before.recoveryCodes.at(0), "desk 1", peer));
}

TEST_F(InvitationsTest, invitesNobodyOfAnotherPractice) {
    const auto invited = invitations.invite(otherPractice, account);
    ASSERT_FALSE(invited);
    EXPECT_EQ(invited.error(), Denial::NotFound);
}

} // namespace
} // namespace custos::auth
