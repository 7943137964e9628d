#include "server/auth/recovery_code.h"

#include "tests/server/phi/temporary_keys.h"

#include <gtest/gtest.h>
#include <set>

namespace custos::auth {
namespace {

class RecoveryCodeTest : public ::testing::Test {
protected:
    phi::TemporaryKeys files;
    const RecoveryHasher hasher{files.store};
    const ledger::Uuid user{{1}};
};

TEST_F(RecoveryCodeTest, drawsEightDifferentCodesThatPeopleCanType) {
    const auto codes = newRecoveryCodes();
    EXPECT_EQ(std::set(codes.begin(), codes.end()).size(), recoveryCodeCount);
    for (const std::string& code : codes) {
        EXPECT_EQ(code.size(), 11u);
        EXPECT_EQ(code.find('-'), 5u);
        EXPECT_EQ(code.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567-"), std::string::npos);
    }
}

TEST_F(RecoveryCodeTest, hashesWhatPeopleTypeLikeWhatWasPrinted) {
    EXPECT_EQ(hasher.hash(user, "abcde-23456"), hasher.hash(user, " ABCDE 23456"));
    EXPECT_NE(hasher.hash(user, "abcde-23456"), hasher.hash(user, "abcde-23457"));
}

TEST_F(RecoveryCodeTest, bindsTheHashToAccountAndPepper) {
    EXPECT_NE(hasher.hash(user, "abcde-23456"), hasher.hash(ledger::Uuid{{2}}, "abcde-23456"));
    const phi::TemporaryKeys otherFiles;
    EXPECT_NE(hasher.hash(user, "abcde-23456"), RecoveryHasher(otherFiles.store).hash(user, "abcde-23456"));
}

} // namespace
} // namespace custos::auth
