#pragma once

#include "server/http/message.h"
#include "server/http/worker_pool.h"
#include "server/ipc/descriptor.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace custos::relay {

/// The end of a link at a process that answers requests: hands each to the handler on a worker thread, and
/// sends back what it is answered with, streams included.
///
/// The process at the other end parses what strangers send, so nothing that comes from it is believed: the
/// handler looks at each request as if it came from the network. Nonsense ends the link. Thread-safe.
class RequestDesk {
public:
    struct Parts {
        http::Handler handler;
        std::function<http::Response()> busy;       ///< For what finds the queue full
        std::function<http::Response()> unsendable; ///< In place of an answer too long for the link
        /// The session behind a token was used by a person; on a worker thread.
        std::function<void(const std::string& token)> touched;
        std::vector<std::string> operations; ///< What the handler answers
        unsigned workers = 3;
        std::size_t queueLimit = 1024;
    };

    explicit RequestDesk(Parts parts);
    RequestDesk(const RequestDesk&) = delete;
    RequestDesk& operator=(const RequestDesk&) = delete;
    /// Lets running requests finish.
    ~RequestDesk();

    /// From now on the process at the other end asks. The one before is hung up on.
    void attach(ipc::Descriptor end);

private:
    class Link;

    const std::shared_ptr<const Parts> parts_;
    const std::shared_ptr<http::WorkerPool> workers_;
    std::mutex mutex_;
    std::shared_ptr<Link> link_; // under mutex_
};

} // namespace custos::relay
