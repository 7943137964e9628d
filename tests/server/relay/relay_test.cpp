#include "server/ipc/channel.h"
#include "server/relay/request_codec.h"
#include "server/relay/request_desk.h"
#include "server/relay/request_relay.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>

namespace custos::relay {
namespace {

using namespace std::chrono_literals;
using http::Request;
using http::Responder;
using http::Response;

/// A client's end of an event stream, as the listener would hold it.
class Ear final : public http::EventStream {
public:
    bool send(std::string text) override {
        const std::lock_guard lock(mutex_);
        if (closed_)
            return false;
        heard_ += text;
        changed_.notify_all();
        return true;
    }
    void close() override {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    [[nodiscard]] bool closed() const override {
        const std::lock_guard lock(mutex_);
        return closed_;
    }
    bool hears(const std::string& text) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 20s, [&] { return heard_ == text; });
    }
    bool isClosed() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 20s, [&] { return closed_; });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string heard_;
    bool closed_ = false;
};

class RelayTest : public ::testing::Test {
protected:
    std::unique_ptr<RequestDesk> deskWith(http::Handler handler, std::size_t queueLimit = 64) {
        return std::make_unique<RequestDesk>(
            RequestDesk::Parts{.handler = std::move(handler),
                               .busy = [] { return Response{.status = 503, .body = "busy"}; },
                               .unsendable = [] { return Response{.status = 500, .body = "unsendable"}; },
                               .touched = [this](const std::string& token) { touched_.set_value(token); },
                               .operations = {"listRooms"},
                               .workers = 2,
                               .queueLimit = queueLimit});
    }

    void connect(RequestDesk& desk) {
        auto pair = ipc::streamPair();
        desk.attach(std::move(pair.there));
        relay_.attach(std::move(pair.here));
    }

    std::future<Response> ask(Request request = {.path = "/"}) {
        auto answered = std::make_shared<std::promise<Response>>();
        auto future = answered->get_future();
        relay_.send(request,
                    Responder([answered](Response response) { answered->set_value(std::move(response)); }));
        return future;
    }

    static Response soon(std::future<Response> future) {
        if (future.wait_for(20s) == std::future_status::ready)
            return future.get();
        ADD_FAILURE() << "nothing was answered";
        return {};
    }

    std::promise<std::string> touched_;
    std::promise<std::vector<std::string>> offered_;
    RequestRelay relay_{
        {.away = [] { return Response{.status = 503, .body = "away"}; },
         .offered =
             [this](std::vector<std::string> operations) { offered_.set_value(std::move(operations)); }}};
};

TEST_F(RelayTest, carriesARequestThereAndItsAnswerBack) {
    const auto desk = deskWith([](Request request, Responder responder) {
        EXPECT_EQ(request.method, http::Method::Patch);
        EXPECT_EQ(request.query, (http::Fields{{"a", "b"}}));
        EXPECT_EQ(request.headers, (http::Fields{{"if-match", "\"3\""}}));
        EXPECT_EQ(request.address, "192.0.2.7");
        responder.answer({.status = 201,
                          .contentType = "application/json",
                          .headers = {{"ETag", "\"4\""}},
                          .body = request.path + request.body});
    });
    connect(*desk);
    const auto response = soon(ask({.method = http::Method::Patch,
                                    .path = "/x",
                                    .query = {{"a", "b"}},
                                    .headers = {{"if-match", "\"3\""}},
                                    .body = std::string("\0{}", 3),
                                    .address = "192.0.2.7"}));
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.contentType, "application/json");
    EXPECT_EQ(response.headers, (http::Fields{{"ETag", "\"4\""}}));
    EXPECT_EQ(response.body, std::string("/x\0{}", 5));
    EXPECT_EQ(offered_.get_future().get(), std::vector<std::string>{"listRooms"});
}

TEST_F(RelayTest, carriesWhoHasActed) {
    const auto desk = deskWith([](Request, Responder) {});
    connect(*desk);
    relay_.touch("a token");
    EXPECT_EQ(touched_.get_future().get(), "a token");
}

TEST_F(RelayTest, answersForAProcessThatIsNotThere) {
    EXPECT_EQ(soon(ask()).body, "away");
}

TEST_F(RelayTest, answersWhatAProcessThatDiedHadTakenOn) {
    std::promise<Responder> taken;
    auto desk = deskWith([&taken](Request, Responder responder) { taken.set_value(std::move(responder)); });
    connect(*desk);
    auto waiting = ask();
    auto held = taken.get_future().get();
    relay_.attach(ipc::streamPair().here); // its end is gone at once
    EXPECT_EQ(soon(std::move(waiting)).body, "away");
    held.answer({.status = 200, .body = "too late"});
}

TEST_F(RelayTest, goesOnWithTheProcessThatComesAfter) {
    auto first = deskWith([](Request, Responder responder) { responder.answer({.body = "first"}); });
    connect(*first);
    EXPECT_EQ(soon(ask()).body, "first");
    first.reset();
    offered_ = {};
    auto second = deskWith([](Request, Responder responder) { responder.answer({.body = "second"}); });
    connect(*second);
    EXPECT_EQ(soon(ask()).body, "second");
}

TEST_F(RelayTest, saysBusyWhenTheQueueIsFull) {
    std::promise<void> release;
    const auto gate = release.get_future().share();
    const auto desk = deskWith(
        [gate](Request, Responder responder) {
            gate.wait();
            responder.answer({.body = "done"});
        },
        1);
    connect(*desk);
    std::vector<std::future<Response>> all;
    for (int i = 0; i < 8; ++i)
        all.push_back(ask());
    // Two work, one waits; of the others at least one is refused while they do.
    bool refused = false;
    for (int i = 0; i < 2000 && !refused; ++i) {
        for (auto& one : all)
            refused = refused || one.wait_for(0s) == std::future_status::ready;
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_TRUE(refused);
    release.set_value();
    for (auto& one : all) {
        const auto body = soon(std::move(one)).body;
        EXPECT_TRUE(body == "done" || body == "busy");
    }
}

TEST_F(RelayTest, carriesAnAnswerThatIsLongerThanAnyRequestMayBe) {
    const std::string body(std::size_t{2} << 20, 'x');
    const auto desk = deskWith([&body](Request, Responder responder) { responder.answer({.body = body}); });
    connect(*desk);
    EXPECT_TRUE(soon(ask()).body == body); // not EXPECT_EQ, which would print both
}

TEST_F(RelayTest, refusesInPlaceOfAnAnswerThatIsTooLongAndGoesOn) {
    std::weak_ptr<int> held;
    const auto desk = deskWith([&held](const Request& request, Responder responder) {
        if (request.path != "/long")
            return responder.answer({.body = "after it"});
        const auto place = std::make_shared<int>();
        held = place;
        responder.answer({.body = std::string(std::size_t{65} << 20, 'x'), .opened = [place](auto) {}});
    });
    connect(*desk);
    const auto refusal = soon(ask({.path = "/long"}));
    EXPECT_EQ(refusal.status, 500);
    EXPECT_EQ(refusal.body, "unsendable");
    EXPECT_FALSE(refusal.opened);
    EXPECT_EQ(soon(ask()).body, "after it");
    for (int i = 0; i < 2000 && !held.expired(); ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(held.expired());
}

TEST_F(RelayTest, carriesEventsUntilEitherSideEnds) {
    std::promise<std::shared_ptr<http::EventStream>> opened;
    const auto desk = deskWith([&opened](Request, Responder responder) {
        responder.answer({.opened = [&opened](auto stream) { opened.set_value(std::move(stream)); }});
    });
    connect(*desk);
    auto response = soon(ask());
    ASSERT_TRUE(response.opened);
    const auto ear = std::make_shared<Ear>();
    response.opened(ear);
    const auto stream = opened.get_future().get();
    EXPECT_TRUE(stream->send("one "));
    EXPECT_TRUE(stream->send("two"));
    EXPECT_TRUE(ear->hears("one two"));
    stream->close();
    EXPECT_TRUE(ear->isClosed());
    EXPECT_FALSE(stream->send("three"));
}

TEST_F(RelayTest, tellsTheSourceThatNobodyListensAnyMore) {
    std::promise<std::shared_ptr<http::EventStream>> opened;
    const auto desk = deskWith([&opened](Request, Responder responder) {
        responder.answer({.opened = [&opened](auto stream) { opened.set_value(std::move(stream)); }});
    });
    connect(*desk);
    const auto ear = std::make_shared<Ear>();
    const auto response = soon(ask());
    response.opened(ear);
    const auto stream = opened.get_future().get();
    ear->close();
    for (int i = 0; i < 2000 && !stream->closed(); ++i) {
        stream->send("anybody?");
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_TRUE(stream->closed());
}

/// What a source holds for a stream, as a person's place among theirs, is held in the stream's opening.
class HeldForAStream : public RelayTest {
protected:
    HeldForAStream()
        : desk_(deskWith([this](Request, Responder responder) {
            const auto place = std::make_shared<int>();
            place_ = place;
            responder.answer(
                {.opened = [this, place](auto stream) { opened_.set_value(std::move(stream)); }});
        })) {
        connect(*desk_);
    }

    std::shared_ptr<http::EventStream> open(const Response& response) {
        response.opened(std::make_shared<Ear>());
        return opened_.get_future().get();
    }

    [[nodiscard]] bool isLetGoOf() const {
        for (int i = 0; i < 2000 && !place_.expired(); ++i)
            std::this_thread::sleep_for(10ms);
        return place_.expired();
    }

    std::weak_ptr<int> place_;
    std::promise<std::shared_ptr<http::EventStream>> opened_;
    std::unique_ptr<RequestDesk> desk_;
};

TEST_F(HeldForAStream, isLetGoOfOnceNobodyListensThoughNothingIsSaid) {
    auto response = soon(ask());
    const auto stream = open(response);
    std::this_thread::sleep_for(50ms);
    EXPECT_FALSE(place_.expired());
    response = {}; // as the listener does once the connection has gone
    EXPECT_TRUE(isLetGoOf());
    EXPECT_TRUE(stream->closed());
}

TEST_F(HeldForAStream, isLetGoOfOnceTheSourceEndsIt) {
    const auto response = soon(ask());
    open(response)->close();
    EXPECT_TRUE(isLetGoOf());
}

TEST_F(HeldForAStream, isLetGoOfWhereNobodyEverListened) {
    (void)soon(ask());
    EXPECT_TRUE(isLetGoOf());
}

TEST_F(RelayTest, endsStreamsWithTheProcessThatFedThem) {
    auto desk = deskWith([](Request, Responder responder) { responder.answer({.opened = [](auto) {}}); });
    connect(*desk);
    const auto ear = std::make_shared<Ear>();
    const auto response = soon(ask());
    response.opened(ear);
    desk.reset();
    EXPECT_TRUE(ear->isClosed());
}

/// What a taken-over front could send: each of these ends the link, and none is handed to the handler.
TEST_F(RelayTest, hangsUpOnNonsense) {
    std::atomic<int> handled = 0;
    const auto desk = deskWith([&handled](Request, Responder) { ++handled; });
    const std::string endless("\x02\x01\0\0\0\0\0\0\0\x02\xff\xff\xff\xff", 14);
    const std::string strangeMethod("\x02\x01\0\0\0\0\0\0\0\x63", 10);
    for (const std::string& nonsense : {std::string(), std::string("\x63"), std::string("\x01"), endless,
                                        strangeMethod, std::string("\x05 cut")}) {
        auto pair = ipc::streamPair();
        desk->attach(std::move(pair.there));
        std::promise<void> ended;
        ipc::Channel stranger(std::move(pair.here));
        stranger.start([](std::string_view) { return true; }, [&ended] { ended.set_value(); });
        stranger.send(nonsense);
        EXPECT_EQ(ended.get_future().wait_for(20s), std::future_status::ready) << nonsense.size();
    }
    EXPECT_EQ(handled, 0);
}

/// A front that was taken over, and sends what it likes.
class TakenOverFront {
public:
    explicit TakenOverFront(RequestDesk& desk) {
        auto pair = ipc::streamPair();
        desk.attach(std::move(pair.there));
        channel_ = std::make_unique<ipc::Channel>(std::move(pair.here));
        channel_->start(
            [this](std::string_view message) {
                if (static_cast<Kind>(message.front()) == Kind::Answer && ++answers_ == 1)
                    answered_.set_value();
                return true;
            },
            [this] { ended_.set_value(); });
    }

    void ask(std::uint64_t number) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Request)).number(number);
        put(message, Request{.method = http::Method::Get, .path = "/"});
        channel_->send(message.view());
    }
    void open(std::uint64_t number) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Opened)).number(number);
        channel_->send(message.view());
    }
    bool isAnswered() { return answered_.get_future().wait_for(20s) == std::future_status::ready; }
    bool isHungUpOn() { return ended_.get_future().wait_for(20s) == std::future_status::ready; }

private:
    std::atomic<int> answers_ = 0;
    std::promise<void> answered_;
    std::promise<void> ended_;
    std::unique_ptr<ipc::Channel> channel_; // last: its thread uses the rest
};

/// Two streams under one number: the place of the first would be free while it goes on.
TEST_F(RelayTest, hangsUpOnANumberThatWasThereBefore) {
    for (const std::uint64_t again : {7, 3}) {
        std::atomic<int> handled = 0;
        std::promise<void> opened;
        const auto desk = deskWith([&handled, &opened](Request, Responder responder) {
            const bool first = ++handled == 1;
            responder.answer({.opened = [&opened, first](auto) {
                if (first)
                    opened.set_value();
            }});
        });
        TakenOverFront front(*desk);
        front.ask(7);
        ASSERT_TRUE(front.isAnswered());
        front.open(7);
        ASSERT_EQ(opened.get_future().wait_for(20s), std::future_status::ready);
        front.ask(again);
        EXPECT_TRUE(front.isHungUpOn());
        EXPECT_EQ(handled, 1);
    }
}

TEST_F(RelayTest, asksUnderRisingNumbersFromManyThreads) {
    const auto desk =
        deskWith([](Request, Responder responder) { responder.answer({.body = "done"}); }, 1024);
    connect(*desk);
    std::vector<std::future<void>> askers;
    for (int asker = 0; asker < 4; ++asker)
        askers.push_back(std::async(std::launch::async, [this] {
            for (int i = 0; i < 200; ++i)
                EXPECT_EQ(soon(ask()).body, "done");
        }));
    for (auto& asker : askers)
        asker.get();
}

} // namespace
} // namespace custos::relay
