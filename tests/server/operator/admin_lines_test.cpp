#include "server/operator/admin_lines.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

namespace custos {
namespace {

std::optional<int> readCount(const std::string& line) {
    return fromLine(line, [](const nlohmann::json& from) { return from.at("count").get<int>(); });
}

TEST(AdminLines, giveARequestOrSayThatItIsNotUnderstood) {
    const custos::testing::TemporaryDirectory directory;
    const auto path = directory.path() / "admin";
    const auto socket = AdminSocket::open(path, {{"count", [](AdminConversation& with) {
                                                      if (const auto count = requestFrom(with, &readCount))
                                                          (void)with.writeLine(lineOf(*count));
                                                  }}});
    ASSERT_TRUE(socket);
    const auto answerTo = [&path](const std::string& line) {
        const auto server = callAdminSocket(path, "count");
        return server && server->writeLine(line) ? server->readLine() : std::nullopt;
    };
    EXPECT_EQ(answerTo(R"({"count":3})"), "3");
    for (const char* line : {"", "{", "[]", "{}", R"({"count":"3"})"})
        EXPECT_EQ(answerTo(line), errorLine(notUnderstood)) << line;
}

TEST(AdminLines, tellUtf8FromOtherEncodings) {
    for (const char* text : {"", "Dr. Ada", "Dr. M\xc3\xbcller", "\xf0\x9f\xa6\xb7", "\"\n\\"})
        EXPECT_TRUE(isUtf8(text)) << text;
    for (const char* text : {"Dr. M\xfcller", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80"})
        EXPECT_FALSE(isUtf8(text)) << text;
}

TEST(AdminLines, takeWholeNumbersWithinTheirBounds) {
    const auto read = [](const std::string& text) {
        return fromLine(text, [](const nlohmann::json& from) { return integerOf(from, -2, 3); });
    };
    EXPECT_EQ(read("-2"), -2);
    EXPECT_EQ(read("0"), 0);
    EXPECT_EQ(read("3"), 3);
    for (const char* text : {"-3", "4", "3.0", "1e0", "true", "null", "\"3\"", "[3]", "4294967299",
                             "18446744073709551618", "-18446744073709551614", "1e300"})
        EXPECT_EQ(read(text), std::nullopt) << text;
    EXPECT_EQ(integerOf<std::uint64_t>(nlohmann::json::parse("18446744073709551615")), UINT64_MAX);
    EXPECT_THROW((void)integerOf<std::uint64_t>(nlohmann::json(-1)), Misfit);
}

TEST(AdminLines, haveTheCommandsOwnSentenceBeforeTheOneThatAllHave) {
    EXPECT_EQ(sentenceFor("busy", {{"busy", "wait"}}), "wait");
    EXPECT_EQ(sentenceFor("no_practice", {}), "the server has no practice of that code");
    EXPECT_EQ(sentenceFor("no_practice", {{"no_practice", "none"}}), "none");
    EXPECT_EQ(sentenceFor("new", {}), "the server gave up (new)");
    for (const auto code : {notUnderstood, noAnswer})
        EXPECT_EQ(sentenceFor(code, {}).find(code), std::string::npos) << code;
}

TEST(AdminLines, tellAnAnswerFromACodeAndFromAnythingElse) {
    const auto count = [](const nlohmann::json& from) { return from.at("count").get<int>(); };
    EXPECT_EQ(replyFrom(R"({"count":3})", count), 3);
    EXPECT_EQ(replyFrom(errorLine("busy"), count).error(), "busy");
    for (const char* line : {"", "{", "[]", "{}", R"({"error":3})"})
        EXPECT_EQ(replyFrom(line, count).error(), notUnderstood) << line;
}

} // namespace
} // namespace custos
