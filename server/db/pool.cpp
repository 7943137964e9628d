#include "server/db/pool.h"

#include <thread>

namespace custos::db {

Pool::Lease::Lease(Pool& pool, Connection connection)
    : pool_(&pool)
    , connection_(std::move(connection)) {}

Pool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr))
    , connection_(std::move(other.connection_)) {}

Pool::Lease::~Lease() {
    if (pool_)
        pool_->giveBack(std::move(connection_));
}

Pool::Pool(std::string conninfo, Options options)
    : conninfo_(std::move(conninfo))
    , size_(options.size ? options.size : std::size_t(std::max(1u, std::thread::hardware_concurrency())) + 1)
    , patience_(options.patience) {}

Result<Pool::Lease, DbError> Pool::acquire() {
    std::unique_lock lock(mutex_);
    if (!free_.wait_for(lock, patience_, [this] { return out_ < size_; }))
        return unexpected(DbError{ErrorKind::PoolEmpty, Constraint::None, {}});
    ++out_;
    if (!idle_.empty()) {
        Connection connection = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(connection));
    }
    lock.unlock();
    auto connection = openOne();
    if (connection)
        return Lease(*this, std::move(*connection));
    lock.lock();
    --out_;
    free_.notify_one();
    return unexpected(connection.error());
}

void Pool::giveBack(Connection connection) {
    // undone before anybody else can have it, and outside the lock: it costs a round trip
    const bool clean = connection.reset();
    const std::lock_guard lock(mutex_);
    --out_;
    if (clean)
        idle_.push_back(std::move(connection));
    free_.notify_one();
}

Result<Connection, DbError> Pool::openOne() {
    return Connection::open(conninfo_);
}

} // namespace custos::db
