#include "server/http/connection.h"

#include "server/http/stream_handle.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <deque>

namespace custos::http {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
namespace beast = boost::beast;
using tcp = net::ip::tcp;
using error_code = boost::system::error_code;

namespace {

constexpr size_t drainLimit = 2 * 1024 * 1024;
constexpr std::chrono::seconds drainTimeout{2};

Method method(beast::http::verb verb) {
    switch (verb) {
    case beast::http::verb::get:
        return Method::Get;
    case beast::http::verb::post:
        return Method::Post;
    case beast::http::verb::patch:
        return Method::Patch;
    case beast::http::verb::put:
        return Method::Put;
    case beast::http::verb::delete_:
        return Method::Delete;
    default:
        return Method::Other;
    }
}

std::string lower(beast::string_view text) {
    std::string out(text.data(), text.size());
    for (auto& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

/// Everything runs on the connection's own strand; whoever else wants something posts it.
class BeastConnection final : public Connection {
public:
    BeastConnection(tcp::socket&& socket, std::string address, ssl::context& tls, ConnectionContext& shared)
        : stream_(beast::tcp_stream(std::move(socket)), tls)
        , address_(std::move(address))
        , shared_(shared) {
        const std::lock_guard lock(shared_.mutex);
        shared_.connections.insert(this);
    }

    ~BeastConnection() override {
        shared_.census.leave(address_);
        const std::lock_guard lock(shared_.mutex);
        shared_.connections.erase(this);
    }

    BeastConnection(const BeastConnection&) = delete;
    BeastConnection& operator=(const BeastConnection&) = delete;

    void start() override {
        net::dispatch(stream_.get_executor(), [self = own()] { self->handshake(); });
    }

    void answer(Response response) override {
        post([held = std::move(response)](BeastConnection& self) mutable {
            self.whileBusy_.reset();
            self.shared_.inFlight.end();
            self.write(std::move(held));
        });
    }

    void pushEvent(std::string text) override {
        post([event = std::move(text)](BeastConnection& self) mutable { self.queueEvent(std::move(event)); });
    }

    void endStream() override {
        post([](BeastConnection& self) { self.closeStream(); });
    }

    void finish() override {
        post([](BeastConnection& self) {
            if (self.streaming_)
                self.closeStream();
            else if (!self.whileBusy_)
                self.lowest().cancel();
        });
    }

    void abandon() override { whileBusy_.reset(); }

private:
    using Parser = beast::http::request_parser<beast::http::string_body>;
    using Message = beast::http::response<beast::http::string_body>;

    std::shared_ptr<BeastConnection> own() {
        return std::static_pointer_cast<BeastConnection>(shared_from_this());
    }

    template<class Act>
    void post(Act act) {
        net::post(stream_.get_executor(), [self = own(), act = std::move(act)]() mutable { act(*self); });
    }

    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

    void handshake() {
        lowest().expires_after(shared_.options.handshakeTimeout);
        stream_.async_handshake(ssl::stream_base::server, [self = own()](error_code error) {
            if (!error)
                self->readHead();
        });
    }

    void readHead() {
        if (shared_.stopping)
            return shutdown();
        parser_.emplace();
        parser_->header_limit(shared_.options.headerLimit);
        parser_->body_limit(shared_.options.bodyLimit);
        lowest().expires_after(shared_.options.idleTimeout);
        beast::http::async_read_header(stream_, buffer_, *parser_,
                                       [self = own()](error_code error, size_t) { self->readBody(error); });
    }

    void readBody(error_code error) {
        if (error)
            return refuse(error);
        const auto encoding = parser_->get()[beast::http::field::content_encoding];
        if (!encoding.empty() && encoding != "identity")
            return refuse(Refusal::Encoded);
        if (parser_->is_done())
            return hand();
        lowest().expires_after(shared_.options.bodyTimeout);
        beast::http::async_read(stream_, buffer_, *parser_, [self = own()](error_code bodyError, size_t) {
            if (bodyError)
                self->refuse(bodyError);
            else
                self->hand();
        });
    }

    void refuse(error_code error) {
        namespace http = beast::http;
        if (error == http::error::end_of_stream)
            return shutdown();
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
            return refuse(Refusal::HeadersTooLarge);
        if (error == http::error::body_limit)
            return refuse(Refusal::BodyTooLarge);
        if (error.category() == http::make_error_code(http::error::bad_method).category() &&
            error != http::error::partial_message)
            return refuse(Refusal::Malformed);
    }

    void refuse(Refusal reason) {
        keepAlive_ = false;
        write(shared_.refusalAnswer(reason));
    }

    std::optional<Request> take() {
        auto& message = parser_->get();
        const auto target = message.target();
        if (message.version() != 11 || target.empty() || target.front() != '/')
            return std::nullopt;
        Request request;
        request.method = method(message.method());
        const auto question = std::min(target.find('?'), target.size());
        request.path.assign(target.data(), question);
        if (question < target.size()) {
            const auto text = target.substr(question + 1);
            auto query = parseQuery({text.data(), text.size()});
            if (!query)
                return std::nullopt;
            request.query = std::move(*query);
        }
        for (const auto& field : message)
            request.headers.emplace_back(lower(field.name_string()),
                                         std::string(field.value().data(), field.value().size()));
        request.body = std::move(message.body());
        request.address = address_;
        return request;
    }

    void hand() {
        keepAlive_ = parser_->get().keep_alive();
        auto request = take();
        if (!request)
            return refuse(Refusal::Malformed);
        lowest().expires_never();
        whileBusy_ = shared_from_this();
        shared_.inFlight.begin();
        auto task = std::make_shared<std::pair<Request, Responder>>(std::move(*request), responder());
        const bool queued = shared_.workers->post(
            [&shared = shared_, task] { shared.handler(std::move(task->first), std::move(task->second)); });
        if (!queued)
            task->second.answer(shared_.refusalAnswer(Refusal::Busy));
    }

    Responder responder() {
        return Responder([gate = shared_.gate, to = weak_from_this()](Response response) {
            gate->pass(to, [&response](Connection& connection) { connection.answer(std::move(response)); });
        });
    }

    void write(Response response);
    void queueEvent(std::string text);
    void closeStream();
    void fill(Message& message, Response& response) const;
    void openStream(Response response);
    void readUntilClosed();
    void writeNextEvent();
    void shutdown();
    void drain();

    ssl::stream<beast::tcp_stream> stream_;
    const std::string address_;
    ConnectionContext& shared_;
    beast::flat_buffer buffer_{512 * 1024};
    std::optional<Parser> parser_;
    std::optional<Message> message_;
    bool keepAlive_ = false;
    std::shared_ptr<Connection> whileBusy_; ///< No operation owns the connection while a handler works.
    bool streaming_ = false;
    bool ending_ = false;
    bool writing_ = false;
    size_t drained_ = 0;
    std::deque<std::string> events_;
    std::weak_ptr<StreamHandle> handle_;
    decltype(Response::opened) opened_; ///< Goes with the connection, which carries nothing after its stream
};

void BeastConnection::fill(Message& message, Response& response) const {
    namespace http = beast::http;
    message.result(static_cast<unsigned>(response.status));
    message.version(11);
    message.keep_alive(keepAlive_);
    message.set(http::field::cache_control, "no-store");
    message.set(http::field::strict_transport_security, "max-age=63072000; includeSubDomains");
    message.set("X-Content-Type-Options", "nosniff");
    if (!response.contentType.empty())
        message.set(http::field::content_type, response.contentType);
    for (const auto& [field, value] : response.headers)
        message.set(field, value);
}

void BeastConnection::write(Response response) {
    if (response.opened)
        return openStream(std::move(response));
    keepAlive_ = keepAlive_ && !shared_.stopping;
    message_.emplace();
    fill(*message_, response);
    if (response.status != 204) {
        message_->body() = std::move(response.body);
        message_->content_length(message_->body().size());
    }
    lowest().expires_after(shared_.options.writeTimeout);
    beast::http::async_write(stream_, *message_, [self = own()](error_code error, size_t) {
        if (error)
            return;
        if (self->keepAlive_)
            self->readHead();
        else
            self->shutdown();
    });
}

void BeastConnection::openStream(Response response) {
    auto head = std::make_shared<beast::http::response<beast::http::empty_body>>();
    keepAlive_ = false;
    Message model;
    fill(model, response);
    static_cast<beast::http::response_header<>&>(*head) = static_cast<beast::http::response_header<>&>(model);
    head->chunked(true);
    streaming_ = true;
    opened_ = std::move(response.opened);
    const auto handle = std::make_shared<StreamHandle>(shared_.gate, weak_from_this());
    handle_ = handle;
    auto serializer = std::make_shared<beast::http::response_serializer<beast::http::empty_body>>(*head);
    lowest().expires_after(shared_.options.writeTimeout);
    beast::http::async_write_header(
        stream_, *serializer,
        [self = own(), head, serializer, handle, body = std::move(response.body)](error_code error, size_t) {
            if (error)
                return handle->gone();
            self->lowest().expires_never();
            self->readUntilClosed();
            if (!body.empty())
                handle->send(body);
            self->opened_(handle);
        });
}

void BeastConnection::readUntilClosed() {
    // Nothing more is expected of this client; the read is there to notice that it has gone.
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(512), [self = own()](error_code error, size_t) {
        if (!error)
            return self->readUntilClosed();
        if (const auto handle = self->handle_.lock())
            handle->gone();
        self->ending_ = true;
        self->lowest().cancel();
    });
}

void BeastConnection::queueEvent(std::string text) {
    if (ending_)
        return;
    events_.push_back(std::move(text));
    if (!writing_)
        writeNextEvent();
}

void BeastConnection::writeNextEvent() {
    writing_ = true;
    lowest().expires_after(shared_.options.writeTimeout);
    net::async_write(stream_, beast::http::make_chunk(net::buffer(events_.front())),
                     [self = own()](error_code error, size_t) {
                         self->writing_ = false;
                         const auto handle = self->handle_.lock();
                         if (handle)
                             handle->written(self->events_.front().size());
                         self->events_.pop_front();
                         if (error) {
                             if (handle)
                                 handle->gone();
                             return self->lowest().close();
                         }
                         if (!self->events_.empty())
                             self->writeNextEvent();
                         else if (self->ending_)
                             self->closeStream();
                     });
}

void BeastConnection::closeStream() {
    ending_ = true;
    if (const auto handle = handle_.lock())
        handle->gone();
    if (writing_ || !streaming_)
        return;
    streaming_ = false;
    lowest().expires_after(shared_.options.writeTimeout);
    net::async_write(stream_, beast::http::make_chunk_last(), [self = own()](error_code, size_t) {
        error_code ignored;
        self->lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
    });
}

void BeastConnection::shutdown() {
    lowest().expires_after(drainTimeout);
    stream_.async_shutdown([self = own()](error_code) {
        error_code ignored;
        self->lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
        self->drain();
    });
}

/// A client that is still sending (an oversize body) would lose the refusal to a reset if we just closed.
void BeastConnection::drain() {
    buffer_.clear();
    lowest().async_read_some(buffer_.prepare(16 * 1024), [self = own()](error_code error, size_t bytes) {
        self->drained_ += bytes;
        if (!error && self->drained_ < drainLimit)
            self->drain();
    });
}

} // namespace

std::shared_ptr<Connection> makeConnection(tcp::socket socket, std::string address, ssl::context& tls,
                                           ConnectionContext& context) {
    return std::make_shared<BeastConnection>(std::move(socket), std::move(address), tls, context);
}

} // namespace custos::http
