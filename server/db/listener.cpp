#include "server/db/listener.h"

#include "server/db/pq.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace custos::db {

struct Listener::Impl {
    explicit Impl(Connection opened)
        : connection(std::move(opened))
        , wakeUp(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { close(wakeUp); }

    [[nodiscard]] std::vector<std::string> taken() const;

    Connection connection;
    int wakeUp;
};

std::vector<std::string> Listener::Impl::taken() const {
    std::vector<std::string> payloads;
    while (PGnotify* notice = PQnotifies(connection.impl_->pg)) {
        payloads.emplace_back(notice->extra);
        PQfreemem(notice);
    }
    return payloads;
}

Listener::Listener(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;
Listener::~Listener() = default;

Result<Listener, DbError> Listener::open(const std::string& conninfo) {
    auto connection = Connection::open(conninfo);
    if (!connection)
        return unexpected(connection.error());
    if (const auto listening = connection->impl_->exec("listen schedule", std::chrono::seconds(5));
        !listening)
        return unexpected(listening.error());
    return Listener(std::make_unique<Impl>(std::move(*connection)));
}

Result<std::vector<std::string>, DbError> Listener::wait(std::chrono::milliseconds patience) {
    PGconn* pg = impl_->connection.impl_->pg;
    if (auto already = impl_->taken(); !already.empty())
        return already;
    pollfd descriptors[] = {{PQsocket(pg), POLLIN, 0}, {impl_->wakeUp, POLLIN, 0}};
    if (poll(descriptors, 2, int(patience.count())) > 0) {
        std::uint64_t count = 0;
        (void)!read(impl_->wakeUp, &count, sizeof count);
        if (descriptors[0].revents && !PQconsumeInput(pg))
            return unexpected(unavailable());
    }
    return impl_->taken();
}

void Listener::wake() {
    const std::uint64_t one = 1;
    (void)!write(impl_->wakeUp, &one, sizeof one);
}

} // namespace custos::db
