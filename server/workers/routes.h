#pragma once

#include "server/api/description.h"
#include "server/workers/order.h"

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace custos::workers {

/// Which process answers what: as the description says, whatever a process says of itself. One that
/// strangers' code runs in must not be asked for passwords. Thread-safe.
class Routes {
public:
    /// `description` outlives the routes.
    explicit Routes(const api::Description& description)
        : description_(description) {}

    [[nodiscard]] static Link of(const api::Endpoint& endpoint) {
        return endpoint.isSignIns ? Link::FrontToAuth : Link::FrontToApi;
    }

    /// The process behind `from` is there and answers `operations`. What is another's is not heard.
    void offered(Link from, const std::vector<std::string>& operations);
    /// There is somebody for every call.
    [[nodiscard]] bool complete() const;

private:
    const api::Description& description_;
    mutable std::mutex mutex_;
    std::set<std::string> there_; // under mutex_
};

} // namespace custos::workers
