#include "server/ipc/message.h"

#include <gtest/gtest.h>

namespace custos::ipc {
namespace {

std::string example() {
    MessageWriter writer;
    writer.byte(7).number(1ULL << 40).text("Testerman").id({}).text("");
    return std::string(writer.view());
}

TEST(Message, readsBackWhatWasWritten) {
    const auto bytes = example();
    MessageReader reader(bytes);
    EXPECT_EQ(reader.byte(), 7);
    EXPECT_EQ(reader.number(), 1ULL << 40);
    EXPECT_EQ(reader.text(), "Testerman");
    EXPECT_EQ(reader.id(), ledger::Uuid{});
    EXPECT_EQ(reader.text(), "");
    EXPECT_TRUE(reader.done());
}

TEST(Message, isNeverReadPastItsEndWhereverItIsCut) {
    const auto bytes = example();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const std::string cut = bytes.substr(0, size); // on its own, so that a sanitizer sees a read past it
        MessageReader reader(cut);
        (void)reader.byte();
        (void)reader.number();
        (void)reader.text();
        (void)reader.id();
        (void)reader.text();
        EXPECT_FALSE(reader.done()) << size;
    }
}

TEST(Message, doesNotBelieveALengthThatIsLongerThanTheRest) {
    const std::string lie("\xff\xff\xff\xff short", 10);
    MessageReader reader(lie);
    EXPECT_EQ(reader.text(), "");
    EXPECT_FALSE(reader.good());
    EXPECT_EQ(reader.byte(), 0);
}

TEST(Message, doesNotBelieveACountOverItsLimit) {
    MessageWriter writer;
    writer.number(1ULL << 60);
    MessageReader reader(writer.view());
    EXPECT_EQ(reader.count(256), 0U);
    EXPECT_FALSE(reader.done());
}

TEST(Message, isNotDoneWhileSomethingFollows) {
    const auto bytes = example() + "x";
    MessageReader reader(bytes);
    (void)reader.byte();
    (void)reader.number();
    (void)reader.text();
    (void)reader.id();
    (void)reader.text();
    EXPECT_TRUE(reader.good());
    EXPECT_FALSE(reader.done());
}

} // namespace
} // namespace custos::ipc
