#pragma once

#include "server/http/message.h"
#include "server/ipc/descriptor.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace custos::relay {

/// The end of a link at the process that serves sockets: requests go through it to a process that answers
/// them, answers and events come back.
///
/// Guarantees: each request is answered once, by the other process or, where that is away or goes away,
/// by `away`; streams end with the process that feeds them. Thread-safe; nothing blocks.
class RequestRelay {
public:
    struct Callbacks {
        std::function<http::Response()> away;
        /// Which operations the process answers; each time that one was attached.
        std::function<void(std::vector<std::string> operations)> offered;
    };

    explicit RequestRelay(Callbacks callbacks);
    RequestRelay(const RequestRelay&) = delete;
    RequestRelay& operator=(const RequestRelay&) = delete;
    ~RequestRelay();

    /// From now on the process at the other end answers. What the one before has not answered, it never will.
    void attach(ipc::Descriptor end);

    void send(const http::Request& request, http::Responder responder);
    /// Beside the requests: the session behind the token was used by a person. Lost where nobody is there.
    void touch(const std::string& token);

private:
    class Link;

    [[nodiscard]] std::shared_ptr<Link> present();

    const std::shared_ptr<Callbacks> callbacks_;
    std::mutex mutex_;
    std::shared_ptr<Link> link_; // under mutex_
};

} // namespace custos::relay
