#include "server/api/event_hub.h"

#include <gtest/gtest.h>

#include <atomic>

namespace custos::api {
namespace {

using namespace std::chrono_literals;

ledger::Uuid id(std::uint8_t number) {
    ledger::Uuid uuid;
    uuid.bytes[15] = number;
    return uuid;
}

class RecordedStream final : public http::EventStream {
public:
    bool send(std::string text) override {
        const std::lock_guard lock(mutex_);
        if (closed_ || cut_)
            return false;
        sent_ += text;
        return true;
    }
    void close() override { closed_ = true; }
    [[nodiscard]] bool closed() const override { return closed_; }
    /// Nothing gets through any more, which the stream itself has not noticed.
    void cut() { cut_ = true; }
    [[nodiscard]] std::string sent() const {
        const std::lock_guard lock(mutex_);
        return sent_;
    }

private:
    mutable std::mutex mutex_;
    std::string sent_;
    std::atomic<bool> closed_ = false;
    std::atomic<bool> cut_ = false;
};

template<class Condition>
bool eventually(Condition condition) {
    for (int i = 0; i < 500; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

class EventHubTest : public ::testing::Test {
protected:
    std::shared_ptr<RecordedStream> open(const std::string& token, std::uint8_t tenant,
                                         std::set<ledger::Uuid> columns) {
        auto stream = std::make_shared<RecordedStream>();
        hub_.add(token, {.tenant = id(tenant), .columns = std::move(columns)}, stream);
        return stream;
    }

    std::atomic<bool> live_ = true;
    std::atomic<std::int64_t> ledgerSize_ = 7;
    EventHub hub_{[this](const std::string&) -> std::optional<Hearing> {
                      if (!live_)
                          return std::nullopt;
                      return Hearing{.tenant = id(1), .columns = {id(10)}, .ledgerSize = ledgerSize_};
                  },
                  {.recheck = 20ms, .comment = 40ms}};
};

TEST_F(EventHubTest, tellsOnlyThoseWhoMaySeeTheColumn) {
    const auto allowed = open("a", 1, {id(10)});
    const auto otherColumn = open("b", 1, {id(11)});
    const auto otherPractice = open("c", 2, {id(10)});
    hub_.publish({.tenant = id(1), .provider = id(10), .date = "2026-11-17"});
    EXPECT_NE(allowed->sent().find("event: schedule\ndata: {\"date\":\"2026-11-17\",\"provider_id\":\"" +
                                   ledger::toText(id(10)) + "\"}\n\n"),
              std::string::npos);
    EXPECT_EQ(otherColumn->sent().find("schedule"), std::string::npos);
    EXPECT_EQ(otherPractice->sent().find("schedule"), std::string::npos);
}

TEST_F(EventHubTest, endsStreamsOfSessionsThatEnded) {
    const auto stream = open("a", 1, {id(10)});
    live_ = false;
    EXPECT_TRUE(eventually([&] { return stream->closed(); }));
    EXPECT_NE(stream->sent().find("event: session\ndata: {\"state\":\"ended\"}\n\n"), std::string::npos);
    EXPECT_TRUE(eventually([&] { return hub_.size() == 0; }));
}

TEST_F(EventHubTest, asksAgainWhatASessionMaySee) {
    const auto stream = open("a", 1, {id(11)});
    EXPECT_TRUE(eventually([&] {
        hub_.publish({.tenant = id(1), .provider = id(10), .date = "2026-11-17"});
        return stream->sent().find("schedule") != std::string::npos;
    }));
}

TEST_F(EventHubTest, saysWhenTheLedgerHasGrownToThoseWhoMayAsk) {
    const auto stream = open("a", 1, {});
    EXPECT_TRUE(eventually([&] { return stream->sent().find("event: ledger") != std::string::npos; }));
    ledgerSize_ = 8;
    EXPECT_TRUE(eventually(
        [&] { return stream->sent().find("event: ledger\ndata: {\"size\":8}\n\n") != std::string::npos; }));
    std::this_thread::sleep_for(100ms);
    const auto sent = stream->sent();
    EXPECT_EQ(sent.find("\"size\":8"), sent.rfind("\"size\":8")); // once
}

TEST_F(EventHubTest, saysThatItIsStillThere) {
    const auto stream = open("a", 1, {});
    EXPECT_TRUE(eventually([&] { return stream->sent().find(": still here\n\n") != std::string::npos; }));
}

TEST_F(EventHubTest, forgetsStreamsWhoseClientsHaveGone) {
    const auto stream = open("a", 1, {});
    stream->close();
    EXPECT_TRUE(eventually([&] { return hub_.size() == 0; }));
}

TEST_F(EventHubTest, endsStreamsThroughWhichNothingGoes) {
    const auto stream = open("a", 1, {});
    stream->cut();
    EXPECT_TRUE(eventually([&] { return stream->closed(); }));
    EXPECT_TRUE(eventually([&] { return hub_.size() == 0; }));
}

TEST_F(EventHubTest, hasEightPlacesForOnePerson) {
    std::vector<EventHub::Place> places;
    for (int n = 0; n < 8; ++n) {
        places.push_back(hub_.takePlace(id(1)));
        EXPECT_NE(places.back(), nullptr) << n;
    }
    EXPECT_EQ(hub_.takePlace(id(1)), nullptr);
    EXPECT_NE(hub_.takePlace(id(2)), nullptr); // somebody else's
    places.pop_back();
    places.push_back(hub_.takePlace(id(1)));
    EXPECT_NE(places.back(), nullptr);
    EXPECT_EQ(hub_.takePlace(id(1)), nullptr);
}

TEST_F(EventHubTest, hasNoMorePlacesForWhoAsksForManyAtOnce) {
    std::mutex mutex;
    std::vector<EventHub::Place> places;
    std::vector<std::thread> desks;
    for (int desk = 0; desk < 16; ++desk)
        desks.emplace_back([&] {
            for (int n = 0; n < 10; ++n)
                if (auto place = hub_.takePlace(id(1))) {
                    const std::lock_guard lock(mutex);
                    places.push_back(std::move(place));
                }
        });
    for (auto& desk : desks)
        desk.join();
    EXPECT_EQ(places.size(), 8U);
}

} // namespace
} // namespace custos::api
