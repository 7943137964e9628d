#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::http {

enum class Method { Get, Post, Patch, Put, Delete, Other };

[[nodiscard]] std::string_view name(Method method);

/// Names (lower case) and values, in the order in which they came. Few: looked through one by one.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// What a client asked, as the listener took it from the wire: sizes are within the limits, nothing else has
/// been checked. Values: may be moved between threads.
struct Request {
    Method method = Method::Other;
    std::string path = {};    ///< Without query, still percent-encoded; the routes need no decoding.
    Fields query = {};        ///< Decoded, in order; names may repeat.
    Fields headers = {};      ///< Names in lower case.
    std::string body = {};    ///< At most ListenerOptions::bodyLimit bytes.
    std::string address = {}; ///< Of the peer, without port.

    /// The value of a header that stands there exactly once.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view lowerCaseName) const;
};

/// The open end of a server-sent event stream (WHATWG HTML section 9.2). Thread-safe. Sending never blocks:
/// a client that does not read is cut off when more than a few hundred kilobytes wait for it.
class EventStream {
public:
    virtual ~EventStream() = default;
    /// Text in the stream's own format, ending in an empty line. False once the stream is closed.
    virtual bool send(std::string text) = 0;
    /// Ends the stream after what was sent; closing twice is harmless.
    virtual void close() = 0;
    [[nodiscard]] virtual bool closed() const = 0;
};

/// What goes back. Security headers (`no-store`, HSTS, nosniff) are the listener's to add.
struct Response {
    int status = 200;
    std::string contentType = {}; ///< Empty: no body.
    Fields headers = {};
    std::string body = {};
    /// Set for an event stream: called once the head is on its way, on a thread of the listener; must not
    /// block. Kept for as long as the stream is open: what it holds is let go of when that ends, or never
    /// began. `body` is sent as the first piece.
    std::function<void(std::shared_ptr<EventStream>)> opened = {};
};

/// Takes the answer to one request, once, from any thread. Dropping it unanswered answers 500, so that no
/// path through a handler can leave a client waiting.
class Responder {
public:
    using Sink = std::function<void(Response)>;

    explicit Responder(Sink sink);
    Responder(Responder&&) noexcept = default;
    Responder& operator=(Responder&&) noexcept = delete;
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    ~Responder();

    void answer(Response response);

private:
    std::unique_ptr<Sink> sink_;
};

/// Runs on a worker thread of the listener; may block briefly and may answer later from another thread.
using Handler = std::function<void(Request, Responder)>;

/// Decodes `a=b&c=d` (application/x-www-form-urlencoded). nullopt for a broken escape.
[[nodiscard]] std::optional<Fields> parseQuery(std::string_view query);

} // namespace custos::http
