#pragma once

#include "server/http/message.h"
#include "server/ipc/message.h"

#include <cstdint>
#include <optional>

namespace custos::relay {

/// What travels between the process that serves sockets and those that answer. Numbers are the wire's; both
/// ends are one program, started together, so they may change with it.
enum class Kind : std::uint8_t {
    Offer = 1,   ///< desk: the operations that it answers
    Request = 2, ///< relay: number, which is above that of every request before; request
    Touch = 3,   ///< relay: token whose owner has acted
    Answer = 4,  ///< desk: number, answer
    Opened = 5,  ///< relay: number; the answer's stream is open
    Event = 6,   ///< desk: number, text
    Close = 7,   ///< desk: number; the stream ends after what was sent
    Gone = 8,    ///< relay: number; nobody listens to the stream any more
};

void put(ipc::MessageWriter& to, const http::Request& request);
[[nodiscard]] std::optional<http::Request> takeRequest(ipc::MessageReader& from);

/// `opened` travels as whether there is one.
void put(ipc::MessageWriter& to, const http::Response& response);

struct TravelledResponse {
    http::Response response;
    bool stream = false;
};
[[nodiscard]] std::optional<TravelledResponse> takeResponse(ipc::MessageReader& from);

} // namespace custos::relay
