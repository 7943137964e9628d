#include "server/http/listener.h"

#include "server/http/connection.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <optional>
#include <thread>
#include <vector>

namespace custos::http {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = net::ip::tcp;
using error_code = boost::system::error_code;

namespace {

constexpr std::chrono::seconds stopPatience{5};

} // namespace

class Listener::Impl {
public:
    Impl(const ListenerOptions& options, Handler handler, RefusalAnswer refusalAnswer)
        : shared_(options, std::move(handler), std::move(refusalAnswer))
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
        auto tls = makeTlsContext(identity, shared_.options.allowTls12);
        if (!tls)
            return unexpected(tls.error());
        tls_.emplace(tls->release());
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
            makeConnection(std::move(socket), std::move(address), *tls_, shared_)->start();
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
            connection->finish();
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
    ConnectionContext shared_;
    std::optional<ssl::context> tls_;
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
