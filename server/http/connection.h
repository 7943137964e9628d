#pragma once

#include "server/http/census.h"
#include "server/http/in_flight.h"
#include "server/http/listener.h"
#include "server/http/worker_pool.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <memory>
#include <shared_mutex>
#include <unordered_set>

namespace custos::http {

/// One client's connection, from the handshake to the end. What is asked of it is done on its own strand,
/// whoever asks; `abandon` alone is not, because there is no strand any more then.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    virtual void start() = 0;
    /// To the request that a worker has.
    virtual void answer(Response response) = 0;
    virtual void pushEvent(std::string text) = 0;
    /// After what was pushed.
    virtual void endStream() = 0;
    /// The server is going down: ends streams and idle connections, lets a running request be answered.
    virtual void finish() = 0;
    /// Once the loop has stopped: lets go of an answer that never came.
    virtual void abandon() = 0;
};

/// Answers may come from any thread at any time, also while the listener is going down. They pass through
/// this gate: once it is shut no late answer touches a socket or the loop.
struct Gate {
    std::shared_mutex mutex;
    bool open = true;

    void pass(const std::weak_ptr<Connection>& to, const std::function<void(Connection&)>& act);
};

/// What every connection shares with the listener that made it.
struct ConnectionContext {
    ConnectionContext(const ListenerOptions& theOptions, Handler theHandler,
                      Listener::RefusalAnswer theRefusalAnswer)
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

/// The only code that knows Beast is behind this. The context outlives the connection.
[[nodiscard]] std::shared_ptr<Connection> makeConnection(boost::asio::ip::tcp::socket socket,
                                                         std::string address, boost::asio::ssl::context& tls,
                                                         ConnectionContext& context);

} // namespace custos::http
