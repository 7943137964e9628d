#include "server/relay/request_desk.h"

#include "server/ipc/channel.h"
#include "server/relay/request_codec.h"

#include <atomic>
#include <unordered_map>

namespace custos::relay {

namespace {

/// A request may be as large as the listener lets it be, with room for its frame. Answers may be as long as
/// the other end takes them.
constexpr ipc::Channel::Limits fromStrangers{.received = std::size_t{1} << 20};

} // namespace

/// One asking process, from its attaching to its end.
class RequestDesk::Link : public std::enable_shared_from_this<Link> {
public:
    Link(std::shared_ptr<const Parts> parts, std::shared_ptr<http::WorkerPool> workers)
        : parts_(std::move(parts))
        , workers_(std::move(workers)) {}

    void open(ipc::Descriptor end) {
        channel_ = std::make_unique<ipc::Channel>(std::move(end), fromStrangers);
        offer();
        channel_->start([this](std::string_view message) { return receive(message); }, [this] { finish(); });
    }

    /// No callback of the channel runs after this.
    void close() {
        channel_->hangUp();
        finish();
    }

private:
    using Opened = std::function<void(std::shared_ptr<http::EventStream>)>;

    /// A stream whose listener is in another process.
    class Stream final : public http::EventStream {
    public:
        Stream(std::weak_ptr<Link> link, std::uint64_t number)
            : link_(std::move(link))
            , number_(number) {}

        bool send(std::string text) override {
            const auto link = closed_ ? nullptr : link_.lock();
            return link && link->sendEvent(number_, text);
        }
        void close() override {
            if (closed_.exchange(true))
                return;
            if (const auto link = link_.lock())
                link->sendClose(number_);
        }
        [[nodiscard]] bool closed() const override { return closed_; }
        void gone() { closed_ = true; }

    private:
        const std::weak_ptr<Link> link_;
        const std::uint64_t number_;
        std::atomic<bool> closed_ = false;
    };

    struct Open {
        std::weak_ptr<Stream> stream;
        std::shared_ptr<const Opened> opening; ///< For what it holds, as http::Response promises
    };

    void offer() {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Offer)).number(parts_->operations.size());
        for (const auto& operation : parts_->operations)
            message.text(operation);
        channel_->send(message.view());
    }

    bool sendEvent(std::uint64_t number, std::string_view text) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Event)).number(number).text(text);
        return channel_->send(message.view());
    }

    void sendClose(std::uint64_t number) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Close)).number(number);
        channel_->send(message.view());
        (void)taken(streams_, number);
    }

    /// What stood there, for the caller to let go of without the lock.
    template<class Map>
    typename Map::node_type taken(Map& map, std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        return map.extract(number);
    }

    /// False: too long.
    bool sendAnswer(std::uint64_t number, const http::Response& response) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Answer)).number(number);
        put(message, response);
        if (!channel_->takes(message.view().size()))
            return false;
        channel_->send(message.view()); // or the link has ended, and nobody waits
        return true;
    }

    void answer(std::uint64_t number, const http::Response& response) {
        if (response.opened) {
            const std::lock_guard lock(mutex_);
            if (ended_)
                return;
            opening_.emplace(number, std::make_shared<const Opened>(response.opened));
        }
        if (sendAnswer(number, response))
            return;
        (void)taken(opening_, number);
        sendAnswer(number, parts_->unsendable());
    }

    bool receive(std::string_view bytes) {
        ipc::MessageReader message(bytes);
        const auto kind = static_cast<Kind>(message.byte());
        if (kind == Kind::Touch)
            return touch(message);
        const auto number = message.number();
        if (kind == Kind::Request)
            return request(message, number);
        if (!message.done() || (kind != Kind::Opened && kind != Kind::Gone))
            return false;
        if (kind == Kind::Opened)
            opened(number);
        else
            gone(number);
        return true;
    }

    bool touch(ipc::MessageReader& message) {
        std::string token(message.text());
        if (!message.done())
            return false;
        // Where the queue is full the next touch of the session will do.
        (void)workers_->post([parts = parts_, held = std::move(token)] { parts->touched(held); });
        return true;
    }

    bool request(ipc::MessageReader& message, std::uint64_t number) {
        auto request = takeRequest(message);
        if (!request || !message.done() || number <= lastNumber_)
            return false;
        // One stream to a number: what a second one held would be let go of with the first.
        lastNumber_ = number;
        auto task = std::make_shared<std::pair<http::Request, http::Responder>>(
            std::move(*request),
            http::Responder([link = weak_from_this(), number](const http::Response& response) {
                if (const auto held = link.lock())
                    held->answer(number, response);
            }));
        const bool queued = workers_->post(
            [parts = parts_, task] { parts->handler(std::move(task->first), std::move(task->second)); });
        if (!queued)
            task->second.answer(parts_->busy());
        return true;
    }

    void opened(std::uint64_t number) {
        // Ours while it is called: whoever is told of the stream may close it at once.
        std::shared_ptr<const Opened> opening;
        const auto stream = std::make_shared<Stream>(weak_from_this(), number);
        {
            const std::lock_guard lock(mutex_);
            const auto found = opening_.find(number);
            if (found == opening_.end())
                return;
            opening = std::move(found->second);
            opening_.erase(found);
            streams_.emplace(number, Open{.stream = stream, .opening = opening});
        }
        (*opening)(stream);
    }

    void gone(std::uint64_t number) {
        (void)taken(opening_, number);
        const auto ended = taken(streams_, number);
        if (const auto stream = ended.empty() ? nullptr : ended.mapped().stream.lock())
            stream->gone();
    }

    void finish() {
        decltype(opening_) opening;
        decltype(streams_) streams;
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
            opening.swap(opening_);
            streams.swap(streams_);
        }
        for (const auto& [number, open] : streams)
            if (const auto stream = open.stream.lock())
                stream->gone();
    }

    const std::shared_ptr<const Parts> parts_;
    const std::shared_ptr<http::WorkerPool> workers_;
    std::mutex mutex_;
    bool ended_ = false;                                                       // under mutex_
    std::unordered_map<std::uint64_t, std::shared_ptr<const Opened>> opening_; // under mutex_
    std::unordered_map<std::uint64_t, Open> streams_;                          // under mutex_
    std::uint64_t lastNumber_ = 0;                                             // the channel's thread alone
    std::unique_ptr<ipc::Channel> channel_;
};

RequestDesk::RequestDesk(Parts parts)
    : parts_(std::make_shared<const Parts>(std::move(parts)))
    , workers_(std::make_shared<http::WorkerPool>(parts_->workers, parts_->queueLimit)) {}

RequestDesk::~RequestDesk() {
    workers_->finish();
    if (link_)
        link_->close();
}

void RequestDesk::attach(ipc::Descriptor end) {
    auto fresh = std::make_shared<Link>(parts_, workers_);
    fresh->open(std::move(end));
    {
        const std::lock_guard lock(mutex_);
        link_.swap(fresh);
    }
    if (fresh)
        fresh->close();
}

} // namespace custos::relay
