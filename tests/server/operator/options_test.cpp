#include "server/operator/options.h"

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

TEST(CommandLine, readsAPractice) {
    const auto command =
        parse({"practice", "create", "harbor", "--name", "Harbor Lane", "--time-zone", "America/Chicago",
               "--provider", "Dr. A", "--provider", "Dr. B", "--visit-type", "Check-up=20", "--hours",
               "07:30-18:00", "--owner", "ada", "--owner-name", "Ada"});
    ASSERT_TRUE(command) << command.error().sentence;
    const auto& create = std::get<CreatePracticeCommand>(*command);
    EXPECT_EQ(create.practice.code, "harbor");
    EXPECT_EQ(create.practice.location, "Harbor Lane"); // unless it is told otherwise
    EXPECT_EQ(create.practice.providers, (std::vector<std::string>{"Dr. A", "Dr. B"}));
    EXPECT_EQ(create.practice.opens, std::chrono::minutes(450));
    EXPECT_EQ(create.practice.closes, std::chrono::hours(18));
    EXPECT_EQ(create.practice.visitTypes.at(0).name, "Check-up");
    EXPECT_EQ(create.practice.visitTypes.at(0).minutes, 20);
    EXPECT_EQ(create.enrolment, "harbor.custos");
    EXPECT_EQ(create.adminSocket, "/var/lib/custos/run/admin");
}

TEST(CommandLine, refusesHalfAPractice) {
    const std::vector<const char*> whole{"practice", "create",  "harbor", "--name",       "H",  "--time-zone",
                                         "UTC",      "--owner", "ada",    "--owner-name", "Ada"};
    ASSERT_TRUE(parse(whole));
    const auto with = [&whole](std::vector<const char*> more) {
        more.insert(more.begin(), whole.begin(), whole.end());
        return parse(more).has_value();
    };
    for (const char* hours : {"8-17", "08:00", "08:00-17:60", "08:00-", ""})
        EXPECT_FALSE(with({"--hours", hours})) << hours;
    for (const char* type : {"Check-up", "Check-up=", "Check-up=20m"})
        EXPECT_FALSE(with({"--visit-type", type})) << type;
    EXPECT_FALSE(parse({"practice", "create", "harbor", "--name", "H", "--time-zone", "UTC"}));
    EXPECT_FALSE(parse(
        {"practice", "create", "--name", "H", "--time-zone", "UTC", "--owner", "a", "--owner-name", "A"}));
    EXPECT_FALSE(parse({"practice"}));
    EXPECT_FALSE(parse({"practice", "sell", "harbor"}));
}

/// As a terminal in Latin-1 types them: what would be stored is refused; what is looked up will not be found.
TEST(CommandLine, storesNoNameThatIsNotUtf8) {
    const char* latin1 = "Dr. M\xfcller";
    const char* utf8 = "Dr. M\xc3\xbcller";
    const std::vector<const char*> invitation{"practice", "invite", "harbor", "--user", "mira"};
    const auto asked = [](std::vector<const char*> words, const char* option, const std::string& text) {
        words.insert(words.end(), {option, text.c_str()});
        return parse(words);
    };
    const auto practice = [](const char* name, const char* owner) {
        return std::vector<const char*>{"practice", "create",  "harbor", "--name",       name, "--time-zone",
                                        "UTC",      "--owner", "ada",    "--owner-name", owner};
    };
    EXPECT_TRUE(parse(practice(utf8, utf8)));
    EXPECT_FALSE(parse(practice(latin1, "Ada")));
    EXPECT_FALSE(parse(practice("H", latin1)));
    for (const char* option : {"--location", "--provider", "--room", "--visit-type"}) {
        const std::string rest = option == std::string("--visit-type") ? "=20" : "";
        EXPECT_TRUE(asked(practice("H", "Ada"), option, utf8 + rest)) << option;
        EXPECT_FALSE(asked(practice("H", "Ada"), option, latin1 + rest)) << option;
    }
    EXPECT_TRUE(asked(invitation, "--name", utf8));
    EXPECT_FALSE(asked(invitation, "--name", latin1));
    EXPECT_TRUE(asked(invitation, "--column", latin1));
}

TEST(CommandLine, namesOnlyHosts) {
    EXPECT_TRUE(parse({"serve", "--data", "/tmp/a", "--name", "reception.example", "--name", "192.0.2.7"}));
    EXPECT_FALSE(parse({"serve", "--data", "/tmp/a", "--name", "x,IP:192.0.2.7"}));
    EXPECT_FALSE(parse({"serve", "--data", "/tmp/a", "--name", ""}));
}

} // namespace
} // namespace custos
