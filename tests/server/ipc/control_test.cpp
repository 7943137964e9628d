#include "server/ipc/control.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace custos::ipc {
namespace {

using namespace std::chrono_literals;

TEST(Control, carriesADescriptorBesideItsMessage) {
    auto pair = packetPair();
    Control left(std::move(pair.here));
    Control right(std::move(pair.there));
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    ASSERT_TRUE(left.send("take this", writing.get()));
    writing = Descriptor();
    auto message = right.receive(10s);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->bytes, "take this");
    ASSERT_TRUE(message->passed);
    ASSERT_EQ(::write(message->passed.get(), "x", 1), 1);
    char byte = 0;
    EXPECT_EQ(::read(reading.get(), &byte, 1), 1);
    EXPECT_EQ(byte, 'x');
}

TEST(Control, keepsMessagesApart) {
    auto pair = packetPair();
    Control left(std::move(pair.here));
    Control right(std::move(pair.there));
    ASSERT_TRUE(left.send("one"));
    ASSERT_TRUE(left.send("two"));
    EXPECT_EQ(right.receive(10s)->bytes, "one");
    EXPECT_EQ(right.receive(10s)->bytes, "two");
    EXPECT_FALSE(right.receive(1ms));
    EXPECT_FALSE(right.closed());
}

TEST(Control, noticesThatTheOtherSideIsGone) {
    auto pair = packetPair();
    Control left(std::move(pair.here));
    pair.there = Descriptor();
    EXPECT_FALSE(left.receive(10s));
    EXPECT_TRUE(left.closed());
    EXPECT_FALSE(left.send("to nobody"));
}

} // namespace
} // namespace custos::ipc
