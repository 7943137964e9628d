#include "server/auth/token.h"

#include "tests/server/auth/varied.h"

#include <gtest/gtest.h>
#include <set>

namespace custos::auth {
namespace {

TEST(Token, is256RandomBitsInUrlSafeText) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const Token token = newToken();
        EXPECT_EQ(token.text.size(), 43u);
        EXPECT_EQ(
            token.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
        EXPECT_EQ(tokenHash(token.text), token.hash);
        seen.insert(token.text);
    }
    EXPECT_EQ(seen.size(), 1000u);
    EXPECT_TRUE(variesEverywhere(seen));
}

TEST(Token, hasOneSpellingOnly) {
    const std::string text = newToken().text;
    EXPECT_FALSE(tokenHash(text + "="));
    EXPECT_FALSE(tokenHash(text.substr(1)));
    EXPECT_FALSE(tokenHash(" " + text.substr(1)));
    EXPECT_FALSE(tokenHash(""));
    EXPECT_FALSE(tokenHash(std::string(42, 'A') + "B")); // stray bits behind the 256th
}

} // namespace
} // namespace custos::auth
