#pragma once

#include "ledger/result.h"
#include "server/http/listening_socket.h"
#include "server/http/message.h"
#include "server/http/tls_context.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace custos::http {

struct ListenerOptions {
    std::string address = "127.0.0.1";
    uint16_t port = 0;       ///< 0: any free one; see Listener::port().
    int socket = -1;         ///< One that listens already, taken over; address and port are not used then.
    bool allowTls12 = false; ///< The floor is TLS 1.2 with forward-secret AEAD then (RFC 9325), else TLS 1.3.
    unsigned ioThreads = 2;
    unsigned workers = 3; ///< Cores + 1 keeps the tail short (docs/server.md).
    size_t queueLimit = 1024;
    uint32_t headerLimit = 16 * 1024;
    uint64_t bodyLimit = 256 * 1024;
    size_t maxConnections = 1024;
    size_t maxConnectionsPerAddress = 256;
    std::chrono::seconds handshakeTimeout{10};
    std::chrono::seconds idleTimeout{75}; ///< Until the head of the next request is complete.
    std::chrono::seconds bodyTimeout{20};
    std::chrono::seconds writeTimeout{20};
};

/// What never reaches a handler.
enum class Refusal { Malformed, HeadersTooLarge, BodyTooLarge, Encoded, Busy };

/// HTTP/1.1 over TLS: accepts, reads within the limits, hands each request to the handler on a worker
/// thread, writes the answer.
///
/// Every response carries `Cache-Control: no-store`, `Strict-Transport-Security` and
/// `X-Content-Type-Options: nosniff`. HTTP/2 is not offered; compressed bodies are refused (no bombs).
/// Owner: main. Thread-safe.
class Listener {
public:
    using RefusalAnswer = std::function<Response(Refusal)>;

    /// Binds and serves at once. `refusalAnswer` must be callable from any thread.
    [[nodiscard]] static Result<std::unique_ptr<Listener>, ListenError> start(const ListenerOptions& options,
                                                                              const Identity& identity,
                                                                              Handler handler,
                                                                              RefusalAnswer refusalAnswer);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    /// Stops accepting, closes event streams and idle connections, lets running requests finish for up to
    /// five seconds, then cuts what is left.
    ~Listener();

    [[nodiscard]] uint16_t port() const;

private:
    class Impl;
    explicit Listener(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

} // namespace custos::http
