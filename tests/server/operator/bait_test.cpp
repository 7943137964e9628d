// `custosd bait`, from the operator's words to those they read; and what the two ends make of other lines.

#include "server/operator/admin_lines.h"
#include "server/operator/admin_socket.h"
#include "server/operator/bait_client.h"
#include "server/operator/bait_messages.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <sstream>

namespace custos {
namespace {

class BaitCommandTest : public ::testing::Test {
protected:
    /// The exit status, where a server answers so.
    int layOut(const std::string& practice, const std::string& answer) {
        const auto socket = AdminSocket::open(path_, {{"bait", [&](AdminConversation& with) {
                                                           asked_ = with.readLine().value_or("");
                                                           (void)with.writeLine(answer);
                                                       }}});
        return layOutBait({.practice = practice, .count = 3, .adminSocket = path_}, out_, errors_);
    }

    custos::testing::TemporaryDirectory directory_;
    std::filesystem::path path_ = directory_.path() / "admin";
    std::string asked_;
    std::ostringstream out_;
    std::ostringstream errors_;
};

TEST_F(BaitCommandTest, saysHowManyThereAre) {
    EXPECT_EQ(layOut("harborlane", toLine(BaitReply{3})), 0);
    EXPECT_EQ(asked_, R"({"count":3,"practice":"harborlane"})");
    EXPECT_EQ(out_.str(), "the practice has 3 honeypot patients\n");
    EXPECT_EQ(errors_.str(), "");
}

TEST_F(BaitCommandTest, saysThatEarlierOnesStandUntilTheirTimeIsOver) {
    EXPECT_EQ(layOut("harborlane", toLine(BaitReply{5})), 0);
    EXPECT_EQ(out_.str(), "the practice has 5 honeypot patients; 3 are wanted, and the others stand until "
                          "their time is over\n");
}

TEST_F(BaitCommandTest, makesASentenceOfACode) {
    EXPECT_EQ(layOut("harborlane", errorLine("too_few_patients")), 1);
    EXPECT_EQ(errors_.str(),
              "custosd: bait is mixed from real patients, and the practice has fewer than ten\n");
    EXPECT_EQ(out_.str(), "");
}

TEST_F(BaitCommandTest, tellsACodeThatItDoesNotKnow) {
    EXPECT_EQ(layOut("harborlane", errorLine("new")), 1);
    EXPECT_EQ(errors_.str(), "custosd: the server gave up (new)\n");
}

TEST_F(BaitCommandTest, takesNoOtherLineForAnAnswer) {
    for (const char* line : {"{}", "[]", R"({"standing":"3"})", "", R"({"error":3})"}) {
        errors_.str("");
        EXPECT_EQ(layOut("harborlane", line), 1) << line;
        EXPECT_EQ(errors_.str(), "custosd: " + sentenceFor(notUnderstood, {}) + "\n") << line;
    }
}

TEST_F(BaitCommandTest, sendsWhatIsNotUtf8Replaced) {
    EXPECT_EQ(layOut("\xff", toLine(BaitReply{3})), 0);
    EXPECT_EQ(asked_, R"({"count":3,"practice":"\ufffd"})");
}

TEST_F(BaitCommandTest, saysThatNoServerIsThere) {
    EXPECT_EQ(layOutBait({.practice = "harborlane", .count = 3, .adminSocket = path_}, out_, errors_), 1);
    EXPECT_EQ(errors_.str(), "custosd: no server answers at " + path_.string() + "\n");
}

TEST(BaitMessages, needBothOfARequest) {
    const auto request = readBaitRequest(toLine(BaitRequest{"harborlane", 3}));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->practice, "harborlane");
    EXPECT_EQ(request->count, 3);
    for (const char* line : {R"({"practice":"harborlane"})", R"({"count":3})", "3", "{"})
        EXPECT_FALSE(readBaitRequest(line)) << line;
}

} // namespace
} // namespace custos
