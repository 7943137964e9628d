#include "server/auth/password.h"

#include "ledger/bytes.h"
#include "server/auth/password_rules.h"
#include "server/auth/pbkdf2.h"

#include <gtest/gtest.h>

namespace custos::auth {
namespace {

constexpr PasswordCost cheap{1, 64 << 10, 1000};

ledger::SecretKey<32> pepper(std::uint8_t fill) {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(fill);
    return ledger::SecretKey<32>(bytes);
}

class PasswordTest : public ::testing::Test {
protected:
    const PasswordHasher hasher{pepper(1), cheap};
};

TEST_F(PasswordTest, verifiesTheRightOneAlone) {
    const std::string hash = hasher.hash("synthetic horse 9");
    EXPECT_TRUE(hasher.verify("synthetic horse 9", hash));
    EXPECT_FALSE(hasher.verify("synthetic horse 8", hash));
    EXPECT_FALSE(hasher.verify("", hash));
}

TEST_F(PasswordTest, saltsEachHash) {
    for (const PasswordScheme scheme : {PasswordScheme::Argon2id, PasswordScheme::Pbkdf2Sha512})
        EXPECT_NE(hasher.hash("synthetic horse 9", scheme), hasher.hash("synthetic horse 9", scheme));
}

TEST_F(PasswordTest, isArgon2idOfTheRecipesCostByDefault) {
    const std::string hash = PasswordHasher(pepper(1)).hash("synthetic horse 9");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
}

TEST_F(PasswordTest, needsThePepper) {
    const std::string hash = hasher.hash("synthetic horse 9");
    EXPECT_FALSE(PasswordHasher(pepper(2), cheap).verify("synthetic horse 9", hash));
}

TEST_F(PasswordTest, cutsNothingOff) {
    const std::string base(1000, 'x');
    const std::string hash = hasher.hash(base + "1");
    EXPECT_TRUE(hasher.verify(base + "1", hash));
    EXPECT_FALSE(hasher.verify(base + "2", hash));
    EXPECT_FALSE(hasher.verify(base, hash));
    const std::string zero("pass\0word-1", 11);
    EXPECT_FALSE(hasher.verify("pass", hasher.hash(zero)));
}

TEST_F(PasswordTest, takesBothSpellingsOfAnUmlautForTheSame) {
    EXPECT_TRUE(hasher.verify("scho\u0308ne Aussicht", hasher.hash("sch\u00f6ne Aussicht")));
}

TEST_F(PasswordTest, refusesADamagedHash) {
    EXPECT_FALSE(hasher.verify("synthetic horse 9", ""));
    EXPECT_FALSE(hasher.verify("synthetic horse 9", "$argon2id$v=19$m=64"));
    EXPECT_FALSE(hasher.verify("synthetic horse 9", std::string(4096, '$')));
}

TEST_F(PasswordTest, neverLetsNobodyIn) {
    for (const char* password : {"", "nobody", "synthetic horse 9"})
        EXPECT_FALSE(hasher.verifyNobody(password));
}

TEST_F(PasswordTest, knowsHashesOfAnotherCost) {
    EXPECT_FALSE(hasher.outdated(hasher.hash("synthetic horse 9")));
    EXPECT_TRUE(hasher.outdated(PasswordHasher(pepper(1), {2, 64 << 10, 1000}).hash("synthetic horse 9")));
}

TEST_F(PasswordTest, isPbkdf2WithHmacSha512And210000IterationsWhereThePolicySaysSo) {
    const PasswordHasher standard(pepper(1));
    const std::string hash = standard.hash("synthetic horse 9", PasswordScheme::Pbkdf2Sha512);
    EXPECT_TRUE(hash.starts_with("$pbkdf2-sha512$i=210000$")) << hash;
    EXPECT_TRUE(standard.verify("synthetic horse 9", hash));
    EXPECT_FALSE(standard.verify("synthetic horse 8", hash));
    EXPECT_FALSE(PasswordHasher(pepper(2)).verify("synthetic horse 9", hash));
}

TEST_F(PasswordTest, refusesADamagedPbkdf2Hash) {
    const std::string hash = hasher.hash("synthetic horse 9", PasswordScheme::Pbkdf2Sha512);
    ASSERT_TRUE(hasher.verify("synthetic horse 9", hash));
    for (std::size_t size = 0; size < hash.size(); ++size)
        EXPECT_FALSE(hasher.verify("synthetic horse 9", hash.substr(0, size))) << size;
    EXPECT_FALSE(hasher.verify("synthetic horse 9", hash + "A"));
    EXPECT_FALSE(
        hasher.verify("synthetic horse 9", "$pbkdf2-sha512$i=4294967295" + hash.substr(hash.find('$', 20))));
    EXPECT_FALSE(hasher.verify("synthetic horse 9", "$pbkdf2-sha512$i=0" + hash.substr(hash.find('$', 20))));
}

TEST_F(PasswordTest, knowsHashesOfTheOtherScheme) {
    const std::string argon2id = hasher.hash("synthetic horse 9");
    const std::string pbkdf2 = hasher.hash("synthetic horse 9", PasswordScheme::Pbkdf2Sha512);
    EXPECT_TRUE(hasher.outdated(argon2id, PasswordScheme::Pbkdf2Sha512));
    EXPECT_TRUE(hasher.outdated(pbkdf2));
    EXPECT_FALSE(hasher.outdated(pbkdf2, PasswordScheme::Pbkdf2Sha512));
    EXPECT_TRUE(PasswordHasher(pepper(1)).outdated(pbkdf2, PasswordScheme::Pbkdf2Sha512)); // of lower cost
}

// Computed independently, with Python's hashlib.pbkdf2_hmac.
TEST(Pbkdf2, agreesWithAnotherImplementation) {
    const auto hex = [](const char* secret, const char* salt, unsigned iterations) {
        return ledger::toHex(pbkdf2(ledger::asBytes(std::string_view(secret)),
                                    ledger::asBytes(std::string_view(salt)), iterations, 32));
    };
    EXPECT_EQ(hex("password", "salt", 1), "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252");
    EXPECT_EQ(hex("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096),
              "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71");
}

PasswordError refusal(std::string_view password) {
    const auto answer =
        acceptable(password, {"m.mockridge", "Mockridge, Mona", "harborlane", "Harbor Lane Dental"});
    EXPECT_FALSE(answer) << password;
    return answer ? PasswordError::NotUtf8 : answer.error();
}

TEST(PasswordRules, askForEightCharactersAndNothingElse) {
    const std::string phrase = "the blue lamp hums beside nine quiet otters while rain drums on tin";
    for (const std::string& fine : {std::string("blue lamp"), std::string("zzkwmvqp"), phrase.substr(0, 64),
                                    phrase, phrase + std::string(1024 - phrase.size(), 'k'),
                                    std::string("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df")})
        EXPECT_TRUE(acceptable(fine, {"m.mockridge", "Mockridge, Mona", "harborlane"})) << fine;
    EXPECT_EQ(refusal("blue la"), PasswordError::TooShort);
    EXPECT_EQ(refusal("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc"), PasswordError::TooShort);
    EXPECT_EQ(refusal(phrase + std::string(1025 - phrase.size(), 'k')), PasswordError::TooLong);
    EXPECT_EQ(refusal("caf\xe9 caf\xe9 caf\xe9"), PasswordError::NotUtf8);
}

TEST(PasswordRules, refuseWhatIsGuessedFirst) {
    for (const char* common : {"password", "PassWord1", "p@ssw0rd", "12345678", "qwertyuiop", "1qaz2wsx",
                               "aaaaaaaa", "iloveyou2", "trustno1", "Summer2024", "Welcome1!", "19841984"})
        EXPECT_EQ(refusal(common), PasswordError::TooCommon) << common;
    EXPECT_EQ(refusal(std::string(64, 'k')), PasswordError::TooCommon);
}

TEST(PasswordRules, refuseWhatTheAccountAndItsPracticeAreCalled) {
    for (const char* own : {"Harborlane1!", "m.mockridge", "mockridge1", "Custos123", "Dentist2024!",
                            "harbor lane", "h4rb0rlane!", "Mockridge99", "mona.mockridge"})
        EXPECT_EQ(refusal(own), PasswordError::TooCommon) << own;
    // of somebody else it is a password like any other
    EXPECT_TRUE(acceptable("Zebulon Thrackett", {"m.mockridge"}));
    EXPECT_FALSE(acceptable("Zebulon Thrackett", {"Thrackett, Zebulon"}));
}

TEST(PasswordRules, judgeWhatIsHashed) {
    EXPECT_EQ(refusal("\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44"),
              PasswordError::TooCommon); // full width
}

} // namespace
} // namespace custos::auth
