#include "server/operator/admin_socket.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

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
