#include "server/http/listener.h"

#include "server/http/worker_pool.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace custos::http {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
namespace beast = boost::beast;
using tcp = net::ip::tcp;
using error_code = boost::system::error_code;

namespace {

constexpr size_t streamBacklog = 256 * 1024;
constexpr size_t drainLimit = 2 * 1024 * 1024;
constexpr std::chrono::seconds drainTimeout{2};
constexpr std::chrono::seconds stopPatience{5};

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

/// Only HTTP/1.1: a client that insists on something else is told so in the handshake.
int selectProtocol(SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* in,
                   unsigned inLength, void*) {
    static constexpr unsigned char offered[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    const int result = SSL_select_next_proto(&chosen, outLength, offered, sizeof(offered), in, inLength);
    *out = chosen;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void hardenTls(SSL_CTX* context, bool allowTls12) {
    SSL_CTX_set_min_proto_version(context, allowTls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
    // No tickets (the number is TLS 1.3's, the option TLS 1.2's), no resumption: nothing to steal that
    // outlives a connection, and no early data.
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, &selectProtocol, nullptr);
}

Result<void, ListenError> loadIdentity(ssl::context& context, const Identity& identity) {
    error_code error;
    context.use_certificate_chain(net::buffer(identity.certificateChainPem), error);
    if (error)
        return unexpected(ListenError::BadCertificate);
    context.use_private_key(net::buffer(identity.privateKeyPem), ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(context.native_handle()) != 1)
        return unexpected(ListenError::BadKey);
    return {};
}

/// How many connections there are, in all and by address.
class Census {
public:
    Census(size_t limit, size_t limitPerAddress)
        : limit_(limit)
        , limitPerAddress_(limitPerAddress) {}

    bool admit(const std::string& address) {
        const std::lock_guard lock(mutex_);
        auto& count = byAddress_[address];
        if (total_ >= limit_ || count >= limitPerAddress_)
            return false;
        ++count;
        ++total_;
        return true;
    }

    void leave(const std::string& address) {
        const std::lock_guard lock(mutex_);
        --total_;
        if (const auto found = byAddress_.find(address); --found->second == 0)
            byAddress_.erase(found);
    }

private:
    const size_t limit_;
    const size_t limitPerAddress_;
    std::mutex mutex_;
    size_t total_ = 0;
    std::unordered_map<std::string, size_t> byAddress_;
};

class Connection;

/// Answers may come from any thread at any time, also while the listener is going down. They pass through
/// this gate: once it is shut no late answer touches a socket or the loop.
struct Gate {
    std::shared_mutex mutex;
    bool open = true;

    void pass(const std::weak_ptr<Connection>& to, const std::function<void(Connection&)>& act);
};

/// Requests that a worker has and that are not yet answered.
class InFlight {
public:
    void begin() {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        if (--count_ == 0)
            none_.notify_all();
    }
    void waitForNone(std::chrono::seconds patience) {
        std::unique_lock lock(mutex_);
        none_.wait_for(lock, patience, [this] { return count_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable none_;
    size_t count_ = 0;
};

/// What every connection shares with the listener that made it.
struct Shared {
    Shared(const ListenerOptions& theOptions, Handler theHandler, Listener::RefusalAnswer theRefusalAnswer)
        : options(theOptions)
        , handler(std::move(theHandler))
        , refusalAnswer(std::move(theRefusalAnswer))
        , census(theOptions.maxConnections, theOptions.maxConnectionsPerAddress) {}

    ListenerOptions options;
    Handler handler;
    Listener::RefusalAnswer refusalAnswer;
    Census census;
    InFlight inFlight;
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    std::mutex mutex; ///< Guards `connections`.
    std::unordered_set<Connection*> connections;
    std::atomic<bool> stopping = false;
    std::unique_ptr<WorkerPool> workers;
};

class StreamHandle;

/// One client's connection. Everything runs on its own strand; whoever else wants something posts it.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket&& socket, std::string address, ssl::context& context, Shared& shared)
        : stream_(beast::tcp_stream(std::move(socket)), context)
        , address_(std::move(address))
        , shared_(shared) {
        const std::lock_guard lock(shared_.mutex);
        shared_.connections.insert(this);
    }

    ~Connection() {
        shared_.census.leave(address_);
        const std::lock_guard lock(shared_.mutex);
        shared_.connections.erase(this);
    }

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] auto executor() { return stream_.get_executor(); }

    void start() {
        net::dispatch(executor(), [self = shared_from_this()] { self->handshake(); });
    }

    /// On the strand.
    void finish() {
        if (streaming_)
            endStream();
        else if (!whileBusy_)
            beast::get_lowest_layer(stream_).cancel();
    }

    /// Once the loop has stopped: lets go of an answer that never came.
    void abandon() { whileBusy_.reset(); }

    void write(Response response);
    void pushEvent(std::string text);
    void endStream();

private:
    using Parser = beast::http::request_parser<beast::http::string_body>;
    using Message = beast::http::response<beast::http::string_body>;

    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

    void handshake() {
        lowest().expires_after(shared_.options.handshakeTimeout);
        stream_.async_handshake(ssl::stream_base::server, [self = shared_from_this()](error_code error) {
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
        beast::http::async_read_header(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, size_t) { self->readBody(error); });
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
        beast::http::async_read(stream_, buffer_, *parser_,
                                [self = shared_from_this()](error_code bodyError, size_t) {
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
            gate->pass(to, [&response](Connection& connection) {
                net::post(connection.executor(),
                          [self = connection.shared_from_this(), answer = std::move(response)]() mutable {
                              self->answered();
                              self->write(std::move(answer));
                          });
            });
        });
    }

    void answered() {
        whileBusy_.reset();
        shared_.inFlight.end();
    }

    void fill(Message& message, Response& response) const;
    void openStream(Response response);
    void readUntilClosed();
    void writeNextEvent();
    void shutdown();
    void drain();

    ssl::stream<beast::tcp_stream> stream_;
    const std::string address_;
    Shared& shared_;
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
};

void Gate::pass(const std::weak_ptr<Connection>& to, const std::function<void(Connection&)>& act) {
    const std::shared_lock lock(mutex);
    if (!open)
        return;
    if (const auto connection = to.lock())
        act(*connection);
}

class StreamHandle final : public EventStream {
public:
    StreamHandle(std::shared_ptr<Gate> gate, std::weak_ptr<Connection> to)
        : gate_(std::move(gate))
        , to_(std::move(to)) {}

    bool send(std::string text) override {
        if (closed_)
            return false;
        if (waiting_.fetch_add(text.size()) + text.size() > streamBacklog) {
            close();
            return false;
        }
        gate_->pass(to_, [&text](Connection& connection) {
            net::post(connection.executor(),
                      [self = connection.shared_from_this(), event = std::move(text)]() mutable {
                          self->pushEvent(std::move(event));
                      });
        });
        return true;
    }

    void close() override {
        if (closed_.exchange(true))
            return;
        gate_->pass(to_, [](Connection& connection) {
            net::post(connection.executor(), [self = connection.shared_from_this()] { self->endStream(); });
        });
    }

    [[nodiscard]] bool closed() const override { return closed_; }

    void written(size_t bytes) { waiting_.fetch_sub(bytes); }
    void gone() { closed_ = true; }

private:
    const std::shared_ptr<Gate> gate_;
    const std::weak_ptr<Connection> to_;
    std::atomic<bool> closed_ = false;
    std::atomic<size_t> waiting_ = 0;
};

void Connection::fill(Message& message, Response& response) const {
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

void Connection::write(Response response) {
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
    beast::http::async_write(stream_, *message_, [self = shared_from_this()](error_code error, size_t) {
        if (error)
            return;
        if (self->keepAlive_)
            self->readHead();
        else
            self->shutdown();
    });
}

void Connection::openStream(Response response) {
    auto head = std::make_shared<beast::http::response<beast::http::empty_body>>();
    keepAlive_ = false;
    Message model;
    fill(model, response);
    static_cast<beast::http::response_header<>&>(*head) = static_cast<beast::http::response_header<>&>(model);
    head->chunked(true);
    streaming_ = true;
    const auto handle = std::make_shared<StreamHandle>(shared_.gate, weak_from_this());
    handle_ = handle;
    auto serializer = std::make_shared<beast::http::response_serializer<beast::http::empty_body>>(*head);
    lowest().expires_after(shared_.options.writeTimeout);
    beast::http::async_write_header(
        stream_, *serializer,
        [self = shared_from_this(), head, serializer, handle,
         answer = std::make_shared<Response>(std::move(response))](error_code error, size_t) {
            if (error)
                return handle->gone();
            self->lowest().expires_never();
            self->readUntilClosed();
            if (!answer->body.empty())
                handle->send(std::move(answer->body));
            answer->opened(handle);
        });
}

void Connection::readUntilClosed() {
    // Nothing more is expected of this client; the read is there to notice that it has gone.
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(512), [self = shared_from_this()](error_code error, size_t) {
        if (!error)
            return self->readUntilClosed();
        if (const auto handle = self->handle_.lock())
            handle->gone();
        self->ending_ = true;
        self->lowest().cancel();
    });
}

void Connection::pushEvent(std::string text) {
    if (ending_)
        return;
    events_.push_back(std::move(text));
    if (!writing_)
        writeNextEvent();
}

void Connection::writeNextEvent() {
    writing_ = true;
    lowest().expires_after(shared_.options.writeTimeout);
    net::async_write(stream_, beast::http::make_chunk(net::buffer(events_.front())),
                     [self = shared_from_this()](error_code error, size_t) {
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
                             self->endStream();
                     });
}

void Connection::endStream() {
    ending_ = true;
    if (const auto handle = handle_.lock())
        handle->gone();
    if (writing_ || !streaming_)
        return;
    streaming_ = false;
    lowest().expires_after(shared_.options.writeTimeout);
    net::async_write(stream_, beast::http::make_chunk_last(),
                     [self = shared_from_this()](error_code, size_t) {
                         error_code ignored;
                         self->lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
                     });
}

void Connection::shutdown() {
    lowest().expires_after(drainTimeout);
    stream_.async_shutdown([self = shared_from_this()](error_code) {
        error_code ignored;
        self->lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
        self->drain();
    });
}

/// A client that is still sending (an oversize body) would lose the refusal to a reset if we just closed.
void Connection::drain() {
    buffer_.clear();
    lowest().async_read_some(buffer_.prepare(16 * 1024),
                             [self = shared_from_this()](error_code error, size_t bytes) {
                                 self->drained_ += bytes;
                                 if (!error && self->drained_ < drainLimit)
                                     self->drain();
                             });
}

} // namespace

class Listener::Impl {
public:
    Impl(const ListenerOptions& options, Handler handler, RefusalAnswer refusalAnswer)
        : shared_(options, std::move(handler), std::move(refusalAnswer))
        , context_(ssl::context::tls_server)
        , loop_(static_cast<int>(options.ioThreads))
        , acceptor_(net::make_strand(loop_))
        , retry_(acceptor_.get_executor()) {}

    ~Impl() {
        shared_.stopping = true;
        net::post(acceptor_.get_executor(), [this] {
            error_code ignored;
            acceptor_.close(ignored);
            retry_.cancel();
        });
        finishConnections();
        shared_.inFlight.waitForNone(stopPatience);
        shared_.workers.reset();
        {
            const std::unique_lock lock(shared_.gate->mutex);
            shared_.gate->open = false;
        }
        letWritesFinish();
        loop_.stop();
        for (auto& thread : threads_)
            thread.join();
        for (const auto& connection : connections())
            connection->abandon();
    }

    Result<void, ListenError> open(const Identity& identity) {
        hardenTls(context_.native_handle(), shared_.options.allowTls12);
        if (auto loaded = loadIdentity(context_, identity); !loaded)
            return loaded;
        const auto socket = listeningSocket();
        if (!socket)
            return unexpected(socket.error());
        return takeOver(*socket);
    }

    void run() {
        shared_.workers = std::make_unique<WorkerPool>(shared_.options.workers, shared_.options.queueLimit);
        net::post(acceptor_.get_executor(), [this] { accept(); });
        for (unsigned i = 0; i < shared_.options.ioThreads; ++i)
            threads_.emplace_back([this] { loop_.run(); });
    }

    [[nodiscard]] uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    [[nodiscard]] Result<int, ListenError> listeningSocket() const {
        if (shared_.options.socket >= 0)
            return shared_.options.socket;
        return openListeningSocket(shared_.options.address, shared_.options.port);
    }

    Result<void, ListenError> takeOver(int socket) {
        sockaddr_storage own{};
        socklen_t size = sizeof(own);
        error_code error;
        if (::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) == 0)
            acceptor_.assign(own.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), socket, error);
        if (error || !acceptor_.is_open()) {
            ::close(socket);
            return unexpected(ListenError::BadAddress);
        }
        return {};
    }

    void accept() {
        acceptor_.async_accept(net::make_strand(loop_), [this](error_code error, tcp::socket socket) {
            if (shared_.stopping || error == net::error::operation_aborted)
                return;
            if (error)
                return acceptLater();
            admit(std::move(socket));
            accept();
        });
    }

    /// Out of descriptors, most likely: trying again at once would only spin.
    void acceptLater() {
        retry_.expires_after(std::chrono::milliseconds(100));
        retry_.async_wait([this](error_code error) {
            if (!error)
                accept();
        });
    }

    void admit(tcp::socket socket) {
        error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error)
            return;
        socket.set_option(tcp::no_delay(true), error);
        auto address = peer.address().to_string();
        if (shared_.census.admit(address))
            std::make_shared<Connection>(std::move(socket), std::move(address), context_, shared_)->start();
    }

    /// Those that are alive now. Never released under the lock: a connection's end takes it too.
    std::vector<std::shared_ptr<Connection>> connections() {
        std::vector<std::shared_ptr<Connection>> alive;
        const std::lock_guard lock(shared_.mutex);
        for (auto* connection : shared_.connections)
            if (auto owned = connection->weak_from_this().lock())
                alive.push_back(std::move(owned));
        return alive;
    }

    void finishConnections() {
        for (const auto& connection : connections())
            net::post(connection->executor(), [connection] { connection->finish(); });
    }

    void letWritesFinish() {
        using namespace std::chrono_literals;
        for (int i = 0; i < 50; ++i) {
            {
                const std::lock_guard lock(shared_.mutex);
                if (shared_.connections.empty())
                    return;
            }
            std::this_thread::sleep_for(10ms);
        }
    }

    // Destroyed from the bottom: `shared_` must outlive the loop, whose queue may still own connections.
    Shared shared_;
    ssl::context context_;
    net::io_context loop_;
    tcp::acceptor acceptor_;
    net::steady_timer retry_;
    std::vector<std::thread> threads_;
};

Listener::Listener(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

Listener::~Listener() = default;

uint16_t Listener::port() const {
    return impl_->port();
}

Result<std::unique_ptr<Listener>, ListenError> Listener::start(const ListenerOptions& options,
                                                               const Identity& identity, Handler handler,
                                                               RefusalAnswer refusalAnswer) {
    auto impl = std::make_unique<Impl>(options, std::move(handler), std::move(refusalAnswer));
    if (auto opened = impl->open(identity); !opened)
        return unexpected(opened.error());
    impl->run();
    return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

} // namespace custos::http
