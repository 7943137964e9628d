#include "server/auth/totp.h"

#include "tests/server/auth/varied.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace custos::auth {
namespace {

using namespace std::chrono_literals;

// The seed of RFC 4226 appendix D and of RFC 6238 appendix B for SHA1.
TotpSeed rfcSeed() {
    constexpr std::string_view text = "12345678901234567890";
    return TotpSeed(ledger::asBytes(text).first<20>());
}

ledger::UtcTime at(std::int64_t seconds) {
    return ledger::UtcTime(std::chrono::seconds(seconds));
}

TEST(Totp, agreesWithRfc4226AppendixD) {
    const char* expected[] = {"755224", "287082", "359152", "969429", "338314",
                              "254676", "287922", "162583", "399871", "520489"};
    for (int counter = 0; counter < 10; ++counter)
        EXPECT_EQ(totpCode(rfcSeed(), counter), expected[counter]);
}

TEST(Totp, agreesWithRfc6238AppendixB) {
    // The appendix gives eight digits; six are its last six.
    const std::pair<std::int64_t, const char*> expected[] = {{59, "287082"},         {1111111109, "081804"},
                                                             {1111111111, "050471"}, {1234567890, "005924"},
                                                             {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [seconds, code] : expected) {
        EXPECT_EQ(totpCode(rfcSeed(), totpStepAt(at(seconds))), code);
        EXPECT_EQ(matchingTotpStep(rfcSeed(), code, at(seconds)), totpStepAt(at(seconds)));
    }
}

TEST(Totp, acceptsOneStepOfDriftAndNoMore) {
    const TotpSeed seed = rfcSeed();
    const std::int64_t now = 41'152'263;
    const ledger::UtcTime time = at(now * 30 + 29);
    for (const int drift : {-1, 0, 1})
        EXPECT_EQ(matchingTotpStep(seed, totpCode(seed, now + drift), time), now + drift);
    for (const int drift : {-3, -2, 2, 3})
        EXPECT_FALSE(matchingTotpStep(seed, totpCode(seed, now + drift), time)) << drift;
}

TEST(Totp, refusesWhatIsNoCode) {
    const TotpSeed seed = rfcSeed();
    const std::string code = totpCode(seed, 2);
    for (const std::string& wrong :
         {std::string(), code.substr(1), code + "0", " " + code, std::string("abcdef")})
        EXPECT_FALSE(matchingTotpStep(seed, wrong, at(60))) << wrong;
}

TEST(Totp, drawsSeedsOf160Bits) {
    std::set<std::string> seeds;
    for (int i = 0; i < 1000; ++i)
        seeds.insert(toBase32(newTotpSeed()));
    EXPECT_EQ(seeds.size(), 1000u);
    EXPECT_TRUE(std::ranges::all_of(seeds, [](const auto& seed) { return seed.size() == 32; }));
    EXPECT_TRUE(variesEverywhere(seeds));
}

TEST(Totp, writesWhatAuthenticatorAppsRead) {
    EXPECT_EQ(toBase32(rfcSeed()), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(
        otpauthUri(rfcSeed(), "Custos Mock & Co", "m.mockridge@x"),
        "otpauth://totp/Custos%20Mock%20%26%20Co:m.mockridge%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Custos%20Mock%20%26%20Co&algorithm=SHA1&digits=6&period=30");
}

} // namespace
} // namespace custos::auth
