#pragma once

#include "server/db/error.h"

#include <chrono>
#include <memory>
#include <string>

namespace custos::db {

class Transaction;
class Script;

/// Limits that hold on every connection of ours.
inline constexpr std::chrono::seconds transactionLimit{5};

/// One session with PostgreSQL. Movable, not thread-safe; whoever uses it owns it for that time.
///
/// Guarantees: statements go through a Transaction; a connection that leaves this computer is opened only
/// with `sslmode=verify-full`; each statement ends after five seconds on the server's side.
class Connection {
public:
    /// libpq keywords and values (`host=... dbname=... user=...`). Blocks for at most `patience` per host.
    [[nodiscard]] static Result<Connection, DbError>
    open(const std::string& conninfo, std::chrono::seconds patience = std::chrono::seconds{5});

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Starts a transaction; there is at most one at a time, and the connection must outlive it.
    [[nodiscard]] Transaction begin(std::chrono::milliseconds limit = transactionLimit);

    /// Idle, in no transaction, and not known to be broken.
    [[nodiscard]] bool isUsable() const;

    /// Undoes what statements may have left in the session: settings, role, locks, listens, cursors,
    /// temporary tables. False: close the connection. Prepared statements of ours stay; one that somebody
    /// prepared by SQL makes this false.
    [[nodiscard]] bool reset();

    /// Runs several statements in one go, outside any transaction object; for the migrator and the
    /// preparation of a cluster, which alone have scripts.
    [[nodiscard]] Result<void, DbError> run(const Script& script);

    [[nodiscard]] int backendPid() const;

private:
    friend class Transaction;
    friend class Listener;
    friend class ClusterPreparation;
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

/// Whether a server answers there that it takes nobody yet, as one does that recovers after a crash, or takes
/// nobody any more. Blocks for at most `patience`.
[[nodiscard]] bool isStartingOrStopping(const std::string& conninfo,
                                        std::chrono::seconds patience = std::chrono::seconds{5});

} // namespace custos::db
