#include "server/relay/request_relay.h"

#include "server/ipc/channel.h"
#include "server/relay/request_codec.h"

#include <unordered_map>

namespace custos::relay {

namespace {

constexpr std::size_t maxOperations = 1024;

using StreamPtr = std::shared_ptr<http::EventStream>;

} // namespace

/// One process, from its attaching to its end.
class RequestRelay::Link : public std::enable_shared_from_this<Link> {
public:
    explicit Link(std::shared_ptr<Callbacks> callbacks)
        : callbacks_(std::move(callbacks)) {}

    void open(ipc::Descriptor end) {
        channel_ = std::make_unique<ipc::Channel>(std::move(end));
        channel_->start([this](std::string_view message) { return receive(message); }, [this] { finish(); });
    }

    /// No callback of the channel runs after this, so that whoever lets go of the link last may destroy it.
    void close() {
        channel_->hangUp();
        finish();
    }

    void send(const http::Request& request, http::Responder responder) {
        std::uint64_t number = 0;
        bool sent = false;
        {
            const std::lock_guard lock(mutex_); // until it is sent: numbers rise on the link
            number = ++lastNumber_;
            waiting_.emplace(number, std::move(responder));
            sent = sendRequest(number, request);
        }
        if (sent)
            return;
        if (auto unanswered = takeWaiting(number))
            unanswered->answer(callbacks_->away());
    }

    void touch(const std::string& token) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Touch)).text(token);
        channel_->send(message.view());
    }

private:
    /// Lasts as long as somebody listens to a stream, or may yet: says so when it ends.
    class Audience {
    public:
        Audience(std::weak_ptr<Link> link, std::uint64_t number)
            : link_(std::move(link))
            , number_(number) {}
        Audience(const Audience&) = delete;
        Audience& operator=(const Audience&) = delete;
        ~Audience() {
            if (const auto link = link_.lock())
                link->left(number_);
        }
        void listen(const StreamPtr& stream) {
            if (const auto link = link_.lock())
                link->opened(number_, stream);
            else
                stream->close();
        }

    private:
        const std::weak_ptr<Link> link_;
        const std::uint64_t number_;
    };

    bool sendRequest(std::uint64_t number, const http::Request& request) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(Kind::Request)).number(number);
        put(message, request);
        return channel_->send(message.view());
    }

    void tell(Kind kind, std::uint64_t number) {
        ipc::MessageWriter message;
        message.byte(static_cast<std::uint8_t>(kind)).number(number);
        channel_->send(message.view());
    }

    void opened(std::uint64_t number, const StreamPtr& stream) {
        bool ended = false;
        {
            const std::lock_guard lock(mutex_);
            ended = ended_;
            if (!ended)
                streams_.emplace(number, stream);
        }
        // Not under the lock: closing takes the listener's, under which an audience may end, which takes
        // ours.
        if (ended)
            stream->close();
        else
            tell(Kind::Opened, number);
    }

    void left(std::uint64_t number) {
        (void)takeStream(number);
        tell(Kind::Gone, number);
    }

    std::optional<http::Responder> takeWaiting(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        const auto found = waiting_.find(number);
        if (found == waiting_.end())
            return std::nullopt;
        auto responder = std::move(found->second);
        waiting_.erase(found);
        return responder;
    }

    StreamPtr streamOf(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        const auto found = streams_.find(number);
        return found == streams_.end() ? nullptr : found->second;
    }

    StreamPtr takeStream(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        const auto taken = streams_.extract(number);
        return taken.empty() ? nullptr : std::move(taken.mapped());
    }

    bool receive(std::string_view bytes) {
        ipc::MessageReader message(bytes);
        const auto kind = static_cast<Kind>(message.byte());
        if (kind == Kind::Offer)
            return offer(message);
        const auto number = message.number();
        if (kind == Kind::Answer)
            return answer(message, number);
        if (kind == Kind::Event)
            return event(message, number);
        if (kind != Kind::Close || !message.done())
            return false;
        if (const auto stream = takeStream(number))
            stream->close();
        return true;
    }

    bool offer(ipc::MessageReader& message) {
        std::vector<std::string> operations(message.count(maxOperations));
        for (auto& operation : operations)
            operation = message.text();
        if (!message.done())
            return false;
        callbacks_->offered(std::move(operations));
        return true;
    }

    bool answer(ipc::MessageReader& message, std::uint64_t number) {
        auto travelled = takeResponse(message);
        auto responder = takeWaiting(number);
        if (!travelled || !message.done() || !responder)
            return false;
        if (travelled->stream) {
            travelled->response.opened = [audience = std::make_shared<Audience>(weak_from_this(), number)](
                                             const StreamPtr& stream) { audience->listen(stream); };
        }
        responder->answer(std::move(travelled->response));
        return true;
    }

    bool event(ipc::MessageReader& message, std::uint64_t number) {
        const auto text = message.text();
        if (!message.done())
            return false;
        const auto stream = streamOf(number);
        if (stream && !stream->send(std::string(text)))
            left(number);
        return true;
    }

    void finish() {
        std::unordered_map<std::uint64_t, http::Responder> waiting;
        std::unordered_map<std::uint64_t, StreamPtr> streams;
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
            waiting.swap(waiting_);
            streams.swap(streams_);
        }
        for (auto& [number, responder] : waiting)
            responder.answer(callbacks_->away());
        for (auto& [number, stream] : streams)
            stream->close();
    }

    const std::shared_ptr<Callbacks> callbacks_;
    std::mutex mutex_;
    std::uint64_t lastNumber_ = 0;                               // under mutex_
    bool ended_ = false;                                         // under mutex_
    std::unordered_map<std::uint64_t, http::Responder> waiting_; // under mutex_
    std::unordered_map<std::uint64_t, StreamPtr> streams_;       // under mutex_
    std::unique_ptr<ipc::Channel> channel_;
};

RequestRelay::RequestRelay(Callbacks callbacks)
    : callbacks_(std::make_shared<Callbacks>(std::move(callbacks))) {}

RequestRelay::~RequestRelay() {
    if (link_)
        link_->close();
}

void RequestRelay::attach(ipc::Descriptor end) {
    auto fresh = std::make_shared<Link>(callbacks_);
    fresh->open(std::move(end));
    {
        const std::lock_guard lock(mutex_);
        link_.swap(fresh);
    }
    if (fresh)
        fresh->close();
}

void RequestRelay::send(const http::Request& request, http::Responder responder) {
    if (const auto link = present())
        return link->send(request, std::move(responder));
    responder.answer(callbacks_->away());
}

void RequestRelay::touch(const std::string& token) {
    if (const auto link = present())
        link->touch(token);
}

std::shared_ptr<RequestRelay::Link> RequestRelay::present() {
    const std::lock_guard lock(mutex_);
    return link_;
}

} // namespace custos::relay
