#pragma once

#include "server/db/connection.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace custos::db {

/// A small, bounded number of connections as one role.
///
/// Guarantees: nobody waits longer than `patience`; a connection comes back into the pool only when it is
/// idle and reset, otherwise it is closed; a lost one is replaced at the next use. Thread-safe. Must outlive
/// its leases.
class Pool {
public:
    struct Options {
        std::size_t size = 0; ///< 0: processor cores and one more, which keeps tails short
        std::chrono::milliseconds patience{2000};
    };

    class Lease {
    public:
        Lease(Lease&& other) noexcept;
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        [[nodiscard]] Connection& operator*() { return connection_; }
        [[nodiscard]] Connection* operator->() { return &connection_; }

    private:
        friend class Pool;
        Lease(Pool& pool, Connection connection);
        Pool* pool_;
        Connection connection_;
    };

    Pool(std::string conninfo, Options options);
    explicit Pool(std::string conninfo)
        : Pool(std::move(conninfo), Options{}) {}

    /// `PoolEmpty` when none came free, `Unavailable` when none can be opened.
    [[nodiscard]] Result<Lease, DbError> acquire();

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    void giveBack(Connection connection);
    [[nodiscard]] Result<Connection, DbError> openOne();

    const std::string conninfo_;
    const std::size_t size_;
    const std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<Connection> idle_;
    std::size_t out_ = 0;
};

} // namespace custos::db
