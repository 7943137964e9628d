#include "server/http/stream_handle.h"

namespace custos::http {

namespace {

constexpr std::size_t streamBacklog = 256 * 1024;

} // namespace

void Gate::pass(const std::weak_ptr<Connection>& to, const std::function<void(Connection&)>& act) {
    const std::shared_lock lock(mutex);
    if (!open)
        return;
    if (const auto connection = to.lock())
        act(*connection);
}

bool StreamHandle::send(std::string text) {
    if (closed_)
        return false;
    if (waiting_.fetch_add(text.size()) + text.size() > streamBacklog) {
        close();
        return false;
    }
    gate_->pass(to_, [&text](Connection& connection) { connection.pushEvent(std::move(text)); });
    return true;
}

void StreamHandle::close() {
    if (closed_.exchange(true))
        return;
    gate_->pass(to_, [](Connection& connection) { connection.endStream(); });
}

} // namespace custos::http
