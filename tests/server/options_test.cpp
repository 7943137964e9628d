#include "server/options.h"

#include <gtest/gtest.h>

namespace custos {
namespace {

Result<Command, UsageError> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "custosd");
    return parseCommandLine(static_cast<int>(words.size()), words.data());
}

TEST(CommandLine, readsADemo) {
    const auto command = parse({"demo", "--data", "/tmp/a/data", "--seed", "7", "--ready", "/tmp/a/ready",
                                "--today", "2026-11-17", "--listen", "[::1]:0"});
    ASSERT_TRUE(command);
    const auto& demo = std::get<DemoCommand>(*command);
    EXPECT_EQ(demo.seed, 7U);
    EXPECT_EQ(demo.today, std::chrono::sys_days(std::chrono::year(2026) / 11 / 17));
    EXPECT_EQ(demo.listen.host, "::1");
    EXPECT_EQ(demo.listen.port, 0);
    EXPECT_EQ(demo.bait, 2);
}

TEST(CommandLine, keepsTheReadyFileOutOfTheData) {
    EXPECT_FALSE(parse({"demo", "--data", "/tmp/a", "--ready", "/tmp/a/ready"}));
    EXPECT_FALSE(parse({"demo", "--data", "/tmp/a", "--ready", "/tmp/a/b/../ready"}));
    EXPECT_TRUE(parse({"demo", "--data", "/tmp/a", "--ready", "/tmp/ab"}));
}

TEST(CommandLine, refusesDaysThatDoNotExist) {
    EXPECT_FALSE(parse({"demo", "--data", "/tmp/a", "--ready", "/tmp/r", "--today", "2026-02-30"}));
    EXPECT_FALSE(parse({"demo", "--data", "/tmp/a", "--ready", "/tmp/r", "--today", "today"}));
}

TEST(CommandLine, laysOutNoMoreBaitThanAPracticeCanHave) {
    for (const char* count : {"-1", "51", "two"}) {
        EXPECT_FALSE(parse({"demo", "--data", "/tmp/a", "--ready", "/tmp/r", "--bait", count})) << count;
        EXPECT_FALSE(parse({"bait", "--practice", "a", "--count", count, "--admin-socket", "/tmp/s"}))
            << count;
    }
    EXPECT_TRUE(parse({"bait", "--practice", "a", "--count", "50", "--admin-socket", "/tmp/s"}));
}

TEST(CommandLine, refusesWhatItDoesNotKnow) {
    EXPECT_FALSE(parse({"dance"}));
    EXPECT_FALSE(parse({"serve"}));
    EXPECT_FALSE(parse({"serve", "--data", "/tmp/a", "--insecure"}));
    EXPECT_FALSE(parse({"serve", "--data", "/tmp/a", "--listen", "8443"}));
    EXPECT_FALSE(parse({"serve", "--data", "/tmp/a", "extra"}));
}

TEST(CommandLine, servesLocallyUnlessToldOtherwise) {
    const auto command = parse({"serve", "--data", "/var/lib/custos"});
    ASSERT_TRUE(command);
    EXPECT_EQ(std::get<ServeCommand>(*command).listen.host, "127.0.0.1");
    EXPECT_FALSE(std::get<ServeCommand>(*command).allowTls12);
}

} // namespace
} // namespace custos
