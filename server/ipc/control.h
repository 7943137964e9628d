#pragma once

#include "server/ipc/descriptor.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace custos::ipc {

/// One end of the line between the supervisor and a worker, over a `packetPair`: short messages, each with at
/// most one descriptor. One thread at a time.
class Control {
public:
    struct Message {
        std::string bytes;
        Descriptor passed;
    };

    explicit Control(Descriptor end)
        : end_(std::move(end)) {}

    /// False when the other side is gone. `pass` stays the caller's.
    [[nodiscard]] bool send(std::string_view message, int pass = -1) const;
    /// Nothing when none came within `patience`, or ever will: ask `closed`.
    [[nodiscard]] std::optional<Message> receive(std::chrono::milliseconds patience);

    [[nodiscard]] bool closed() const { return closed_; }
    [[nodiscard]] int descriptor() const { return end_.get(); }

private:
    Descriptor end_;
    bool closed_ = false;
};

} // namespace custos::ipc
