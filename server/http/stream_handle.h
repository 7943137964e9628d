#pragma once

#include "server/http/connection.h"

namespace custos::http {

/// The end of an event stream that handlers hold, which may be longer than its connection lives.
class StreamHandle final : public EventStream {
public:
    StreamHandle(std::shared_ptr<Gate> gate, std::weak_ptr<Connection> to)
        : gate_(std::move(gate))
        , to_(std::move(to)) {}

    bool send(std::string text) override;
    void close() override;
    [[nodiscard]] bool closed() const override { return closed_; }

    /// The connection's: so much has left.
    void written(std::size_t bytes) { waiting_.fetch_sub(bytes); }
    /// The connection's: nobody listens any more.
    void gone() { closed_ = true; }

private:
    const std::shared_ptr<Gate> gate_;
    const std::weak_ptr<Connection> to_;
    std::atomic<bool> closed_ = false;
    std::atomic<std::size_t> waiting_ = 0;
};

} // namespace custos::http
