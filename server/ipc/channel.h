#pragma once

#include "server/ipc/descriptor.h"

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace custos::ipc {

/// Messages to and from one other process of ours, over one end of a `streamPair`.
///
/// Guarantees: messages arrive whole and in order; sending never blocks (what the other side does not read is
/// kept, up to `Limits::backlog`, then the channel ends); a message longer than `Limits::received`, or one
/// that the receiver does not understand, ends the channel: a process that sends nonsense is not talked to.
/// What was received is cleared from memory after its receiver has seen it.
///
/// `send` is for any thread. Owns one thread, on which both callbacks run; neither may destroy the channel.
class Channel {
public:
    struct Limits {
        std::size_t received = std::size_t{64} << 20; ///< The longest message that is taken
        std::size_t sent = std::size_t{64} << 20;     ///< The longest that goes out
        std::size_t backlog = std::size_t{128} << 20;
    };
    /// False: not understood. The view ends with the call.
    using Receive = std::function<bool(std::string_view message)>;
    /// Once, when the other side is gone or was given up; not when the channel is destroyed before that.
    using Ended = std::function<void()>;

    Channel(Descriptor end, Limits limits);
    explicit Channel(Descriptor end)
        : Channel(std::move(end), Limits{}) {}
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel();

    /// Once: the first callback may run before this has returned, so whoever is called back has stored the
    /// channel before. What is sent earlier is kept.
    void start(Receive receive, Ended ended = nullptr);

    /// Waits for a callback that is running, if any; none runs after it. Not from a callback.
    void hangUp();

    /// Whether a message of so many bytes is short enough to be sent.
    [[nodiscard]] bool takes(std::size_t size) const { return size <= limits_.sent; }

    /// False: the message was too long to be sent, or the channel has ended or now does. It went nowhere.
    bool send(std::string_view message);

private:
    void run();
    [[nodiscard]] bool readSome();
    [[nodiscard]] bool deliver();
    [[nodiscard]] bool writeSome();
    void wake() const;

    const Descriptor socket_;
    const Descriptor wake_;
    const Limits limits_;
    Receive receive_;
    Ended endedCallback_;

    std::mutex mutex_;
    std::string backlog_;     // under mutex_
    std::size_t written_ = 0; // of backlog_, under mutex_
    bool ended_ = false;      // under mutex_
    bool stopping_ = false;   // under mutex_

    std::string in_;       // the thread alone
    std::size_t held_ = 0; // bytes of in_ that were received
    std::thread thread_;   // last: it uses all of the above
};

} // namespace custos::ipc
