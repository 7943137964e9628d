#include "server/auth/password.h"

#include <gtest/gtest.h>

namespace custos::auth {
namespace {

constexpr PasswordCost cheap{1, 64 << 10};

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
    EXPECT_NE(hasher.hash("synthetic horse 9"), hasher.hash("synthetic horse 9"));
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
    EXPECT_TRUE(hasher.outdated(PasswordHasher(pepper(1), {2, 64 << 10}).hash("synthetic horse 9")));
}

PasswordError refusal(std::string_view password) {
    const auto answer = acceptable(password, "m.mockridge", "harborlane");
    EXPECT_FALSE(answer) << password;
    return answer ? PasswordError::NotUtf8 : answer.error();
}

TEST(PasswordRules, askForEightCharactersAndNothingElse) {
    for (const std::string& fine :
         {std::string("blue lamp"), std::string("zzkwmvqp"), std::string(64, 'k'), std::string(1024, 'k'),
          std::string("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df")})
        EXPECT_TRUE(acceptable(fine, "m.mockridge", "harborlane")) << fine;
    EXPECT_EQ(refusal("blue la"), PasswordError::TooShort);
    EXPECT_EQ(refusal("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc"), PasswordError::TooShort);
    EXPECT_EQ(refusal(std::string(1025, 'k')), PasswordError::TooLong);
    EXPECT_EQ(refusal("caf\xe9 caf\xe9 caf\xe9"), PasswordError::NotUtf8);
}

TEST(PasswordRules, refuseWhatIsGuessedFirst) {
    for (const char* common :
         {"password", "PassWord1", "12345678", "Harborlane1!", "m.mockridge", "Custos123"})
        EXPECT_EQ(refusal(common), PasswordError::TooCommon) << common;
}

} // namespace
} // namespace custos::auth
