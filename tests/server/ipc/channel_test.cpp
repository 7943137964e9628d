#include "server/ipc/channel.h"

#include <gtest/gtest.h>

#include <malloc.h>
#include <sys/socket.h>

#include <condition_variable>
#include <future>
#include <vector>

namespace custos::ipc {
namespace {

using namespace std::chrono_literals;

/// What a channel has received, to wait for.
class Inbox {
public:
    bool take(std::string_view message) {
        const std::lock_guard lock(mutex_);
        messages_.emplace_back(message);
        came_.notify_all();
        return true;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        came_.notify_all();
    }
    bool waitForEnd() {
        std::unique_lock lock(mutex_);
        return came_.wait_for(lock, 20s, [this] { return ended_; });
    }
    std::vector<std::string> waitFor(std::size_t count) {
        std::unique_lock lock(mutex_);
        came_.wait_for(lock, 20s, [&] { return messages_.size() >= count || ended_; });
        return messages_;
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::string> messages_;
    bool ended_ = false;
};

std::size_t allocatedBytes() {
    const auto heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd; // the large ones are mapped each by itself
}

class ChannelTest : public ::testing::Test {
protected:
    std::unique_ptr<Channel> channel(Descriptor end, Inbox& inbox, Channel::Limits limits = {}) {
        auto made = std::make_unique<Channel>(std::move(end), limits);
        made->start([&inbox](std::string_view message) { return inbox.take(message); },
                    [&inbox] { inbox.end(); });
        return made;
    }

    SocketPair pair_ = streamPair();
    Inbox here_;
    Inbox there_;
};

TEST_F(ChannelTest, carriesMessagesWholeAndInOrderFromManyThreads) {
    const auto left = channel(std::move(pair_.here), here_);
    const auto right = channel(std::move(pair_.there), there_);
    std::vector<std::future<void>> senders;
    for (int sender = 0; sender < 4; ++sender)
        senders.push_back(std::async(std::launch::async, [&left, sender] {
            for (int i = 0; i < 500; ++i)
                EXPECT_TRUE(
                    left->send(std::to_string(sender) + ":" + std::to_string(i) + std::string(777, 'x')));
        }));
    for (auto& sender : senders)
        sender.get();
    const auto messages = there_.waitFor(2000);
    ASSERT_EQ(messages.size(), 2000U);
    std::array<int, 4> next{};
    for (const auto& message : messages) {
        const auto sender = static_cast<std::size_t>(message[0] - '0');
        EXPECT_EQ(message,
                  std::to_string(sender) + ":" + std::to_string(next[sender]++) + std::string(777, 'x'));
    }
}

TEST_F(ChannelTest, neverBlocksASenderWhomNobodyReads) {
    const auto left = channel(std::move(pair_.here), here_);
    const std::string large(std::size_t{4} << 20, 'x'); // many times what a socket holds
    EXPECT_TRUE(left->send(large));
    EXPECT_TRUE(left->send("after it"));
    const auto right = channel(std::move(pair_.there), there_);
    const auto messages = there_.waitFor(2);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0], large);
    EXPECT_EQ(messages[1], "after it");
}

TEST_F(ChannelTest, givesUpOnAReaderWhoLeavesTooMuch) {
    const auto left = channel(std::move(pair_.here), here_, {.sent = 1 << 20, .backlog = 2 << 20});
    const std::string message(1 << 20, 'x');
    bool taken = true;
    for (int i = 0; i < 16 && taken; ++i)
        taken = left->send(message);
    EXPECT_FALSE(taken);
    EXPECT_TRUE(here_.waitForEnd());
}

TEST_F(ChannelTest, keepsNoMoreThanWhatASteadyReaderHasNotRead) {
    const auto left = channel(std::move(pair_.here), here_, {.backlog = std::size_t{4} << 20});
    const std::string message(std::size_t{1} << 20, 'x');
    std::string read(4 + message.size(), '\0');
    const auto before = allocatedBytes();
    ASSERT_TRUE(left->send(message));
    for (int i = 0; i < 200; ++i) { // one message is under way at any time, so nothing is ever all out
        ASSERT_TRUE(left->send(message));
        ASSERT_EQ(::recv(pair_.there.get(), read.data(), read.size(), MSG_WAITALL), ssize_t(read.size()));
    }
    EXPECT_LT(allocatedBytes(), before + (std::size_t{16} << 20));
}

TEST_F(ChannelTest, endsAtAMessageThatIsTooLong) {
    const auto right = channel(std::move(pair_.there), there_, {.received = 100});
    const std::string announced("\x65\0\0\0", 4);
    ASSERT_EQ(::send(pair_.here.get(), announced.data(), announced.size(), 0), 4);
    EXPECT_TRUE(there_.waitForEnd());
    EXPECT_TRUE(there_.waitFor(0).empty());
}

TEST_F(ChannelTest, sendsNoMessageThatIsTooLongAndGoesOn) {
    const auto left = channel(std::move(pair_.here), here_, {.sent = 100});
    const auto right = channel(std::move(pair_.there), there_);
    EXPECT_FALSE(left->send(std::string(101, 'x')));
    EXPECT_TRUE(left->send(std::string(100, 'y')));
    EXPECT_EQ(there_.waitFor(1), std::vector<std::string>{std::string(100, 'y')});
}

TEST_F(ChannelTest, sendsMoreThanItTakes) {
    const auto left = channel(std::move(pair_.here), here_, {.received = 100});
    const auto right = channel(std::move(pair_.there), there_);
    EXPECT_TRUE(left->send(std::string(1000, 'x')));
    EXPECT_EQ(there_.waitFor(1), std::vector<std::string>{std::string(1000, 'x')});
}

TEST_F(ChannelTest, endsAtAMessageThatIsNotUnderstood) {
    Channel right(std::move(pair_.there));
    right.start([](std::string_view) { return false; }, [this] { there_.end(); });
    const auto left = channel(std::move(pair_.here), here_);
    EXPECT_TRUE(left->send("nonsense"));
    EXPECT_TRUE(there_.waitForEnd());
    EXPECT_TRUE(here_.waitForEnd());
    EXPECT_FALSE(left->send("more"));
}

TEST_F(ChannelTest, keepsWhatIsSentBeforeItStarts) {
    const std::string large(std::size_t{4} << 20, 'x'); // more than the socket holds
    Channel left(std::move(pair_.here));
    EXPECT_TRUE(left.send(large));
    left.start([](std::string_view) { return true; });
    const auto right = channel(std::move(pair_.there), there_);
    ASSERT_EQ(there_.waitFor(1).size(), 1U);
    EXPECT_EQ(there_.waitFor(1).front(), large);
}

TEST_F(ChannelTest, mayGoWithoutHavingStarted) {
    { const Channel left(std::move(pair_.here)); }
    const auto right = channel(std::move(pair_.there), there_);
    EXPECT_TRUE(there_.waitForEnd());
}

TEST_F(ChannelTest, tellsWhenTheOtherSideIsGone) {
    const auto left = channel(std::move(pair_.here), here_);
    pair_.there = Descriptor();
    EXPECT_TRUE(here_.waitForEnd());
    EXPECT_FALSE(left->send("to nobody"));
}

} // namespace
} // namespace custos::ipc
