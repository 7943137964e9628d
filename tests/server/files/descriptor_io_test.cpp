#include "server/files/descriptor_io.h"

#include <gtest/gtest.h>

#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>
#include <utility>

namespace custos {
namespace {

class WholeContent : public ::testing::Test {
protected:
    WholeContent() {
        ::signal(SIGPIPE, SIG_IGN);
        EXPECT_EQ(::pipe(ends_.data()), 0);
    }
    ~WholeContent() override {
        hangUp();
        stopListening();
    }
    [[nodiscard]] int from() const { return ends_[0]; }
    [[nodiscard]] int to() const { return ends_[1]; }
    // Nobody waits for ever for an end that has given up.
    void hangUp() { ::close(std::exchange(ends_[1], -1)); }
    void stopListening() { ::close(std::exchange(ends_[0], -1)); }

private:
    std::array<int, 2> ends_{-1, -1};
};

TEST_F(WholeContent, isWhatWasSent) {
    ASSERT_TRUE(sendWhole(to(), ""));
    ASSERT_TRUE(sendWhole(to(), "a\nb"));
    EXPECT_EQ(receiveWhole(from()), "");
    EXPECT_EQ(receiveWhole(from()), "a\nb");
}

TEST_F(WholeContent, isNothingWhereItsEndIsMissing) {
    std::array<char, 64> sent{};
    ASSERT_TRUE(sendWhole(to(), "secret"));
    const auto bytes = ::read(from(), sent.data(), sent.size());
    ASSERT_EQ(bytes, 14);
    ASSERT_TRUE(writeAll(to(), {sent.data(), std::size_t(bytes) - 1}));
    hangUp();
    EXPECT_EQ(receiveWhole(from()), std::nullopt);
}

TEST_F(WholeContent, isNothingWhereNothingWasSent) {
    hangUp();
    EXPECT_EQ(receiveWhole(from()), std::nullopt);
}

TEST_F(WholeContent, comesThroughWhateverSignalsCome) {
    const std::string content(std::size_t{32} << 20, 'x');
    struct sigaction interrupt {};
    struct sigaction before {};
    interrupt.sa_handler = [](int) {}; // without SA_RESTART: calls end with EINTR
    ASSERT_EQ(::sigaction(SIGALRM, &interrupt, &before), 0);
    const itimerval often{{0, 200}, {0, 200}};
    const itimerval never{};
    ASSERT_EQ(::setitimer(ITIMER_REAL, &often, nullptr), 0);
    bool sent = false;
    std::thread sender([&] {
        sent = sendWhole(to(), content);
        hangUp();
    });
    const auto received = receiveWhole(from());
    stopListening();
    sender.join();
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);
    EXPECT_TRUE(sent);
    EXPECT_TRUE(received == content);
}

} // namespace
} // namespace custos
