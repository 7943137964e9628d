#include "server/operator/admin_socket.h"

#include "server/operator/admin_lines.h"
#include "server/operator/bait_client.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <future>
#include <sstream>

namespace custos {
namespace {

class AdminSocketTest : public ::testing::Test {
protected:
    std::string ask(const std::string& lines) {
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path_.c_str(), sizeof(address.sun_path) - 1);
        if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
            return "cannot connect";
        const timeval patience{10, 0};
        ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        AdminConversation conversation(descriptor);
        (void)conversation.writeLine(lines);
        return conversation.readLine().value_or("closed");
    }

    custos::testing::TemporaryDirectory directory_;
    std::filesystem::path path_ = directory_.path() / "admin";
};

TEST_F(AdminSocketTest, runsTheCommandNamedInTheFirstLine) {
    const auto socket = AdminSocket::open(path_, {{"echo", [](AdminConversation& with) {
                                                       (void)with.writeLine(with.readLine().value_or(""));
                                                   }}});
    ASSERT_TRUE(socket);
    EXPECT_EQ(ask("echo\nhello"), "hello");
    EXPECT_EQ(ask("rm\nhello"), R"({"error":"no such command"})");
}

TEST_F(AdminSocketTest, tellsWhoeverCallsMeanwhileThatItIsBusy) {
    std::promise<void> begun;
    std::promise<void> enough;
    bool ran = false;
    const auto socket = AdminSocket::open(path_,
                                          {{"hold",
                                            [&](AdminConversation& with) {
                                                begun.set_value();
                                                enough.get_future().wait();
                                                (void)with.writeLine("held");
                                            }},
                                           {"bait",
                                            [&](AdminConversation& with) {
                                                ran = true;
                                                (void)with.writeLine("3");
                                            }}},
                                          std::chrono::milliseconds(100));
    ASSERT_TRUE(socket);
    auto first = std::async(std::launch::async, [&] { return ask("hold"); });
    begun.get_future().wait();
    EXPECT_EQ(ask("bait\n{}"), R"({"error":"busy"})");
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(layOutBait({.practice = "harborlane", .count = 3, .adminSocket = path_}, out, errors), 1);
    EXPECT_EQ(errors.str(), "custosd: " + sentenceFor("busy", {}) + "\n");
    EXPECT_FALSE(ran);
    enough.set_value();
    EXPECT_EQ(first.get(), "held");
    EXPECT_EQ(ask("bait\n{}"), "3");
}

TEST_F(AdminSocketTest, waitsForACallerWhoIsAboutToLeave) {
    std::promise<void> begun;
    const auto socket =
        AdminSocket::open(path_, {{"slow",
                                   [&](AdminConversation& with) {
                                       begun.set_value();
                                       std::this_thread::sleep_for(std::chrono::milliseconds(200));
                                       (void)with.writeLine("done");
                                   }},
                                  {"next", [](AdminConversation& with) { (void)with.writeLine("here"); }}});
    ASSERT_TRUE(socket);
    auto first = std::async(std::launch::async, [&] { return ask("slow"); });
    begun.get_future().wait();
    EXPECT_EQ(ask("next"), "here");
    EXPECT_EQ(first.get(), "done");
}

TEST_F(AdminSocketTest, endsWhileSomebodySpeaksAndSomebodyWaits) {
    std::promise<void> begun;
    auto socket = AdminSocket::open(path_, {{"listen", [&](AdminConversation& with) {
                                                 begun.set_value();
                                                 (void)with.readLine();
                                             }}});
    ASSERT_TRUE(socket);
    auto first = std::async(std::launch::async, [&] { return ask("listen"); });
    begun.get_future().wait();
    auto second = std::async(std::launch::async, [&] { return ask("listen"); });
    socket->reset();
    EXPECT_EQ(first.get(), "closed");
    EXPECT_NE(second.get(), "");
}

/// Killed, or out of patience: nobody would get what the command makes.
TEST(AdminRequest, isNotTakenFromWhoeverHasGone) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    AdminConversation here(ends[0]);
    auto there = std::make_unique<AdminConversation>(ends[1]);
    const auto read = [](const std::string& line) { return std::optional(line); };
    ASSERT_TRUE(there->writeLine("one"));
    EXPECT_EQ(requestFrom(here, read), "one");
    ASSERT_TRUE(there->writeLine("two"));
    ::shutdown(ends[1], SHUT_WR);
    EXPECT_EQ(requestFrom(here, read), "two") << "who has said all may still listen";

    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    AdminConversation left(ends[0]);
    there = std::make_unique<AdminConversation>(ends[1]);
    ASSERT_TRUE(there->writeLine("three"));
    there.reset();
    EXPECT_EQ(requestFrom(left, read), std::nullopt);
}

TEST_F(AdminSocketTest, isForItsOwnerAlone) {
    const auto socket = AdminSocket::open(path_, {});
    ASSERT_TRUE(socket);
    EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms(0600));
}

TEST_F(AdminSocketTest, leavesNothingBehind) {
    { const auto socket = AdminSocket::open(path_, {}); }
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AdminSocketTest, saysThatAPathIsTooLong) {
    const auto socket = AdminSocket::open(directory_.path() / std::string(120, 'x'), {});
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error(), AdminSocket::Error::PathTooLong);
}

} // namespace
} // namespace custos
