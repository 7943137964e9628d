#include "server/db/connection.h"

#include "server/db/migrator.h"
#include "server/db/pq.h"
#include "server/db/transaction.h"

#include <poll.h>
#include <string_view>

namespace custos::db {

namespace {

constexpr std::chrono::seconds scriptPatience{120};
constexpr std::chrono::seconds resetPatience{2};

void ignoreNotice(void*, const PGresult*) {}

/// A socket of this computer, or a line that is checked in full (ASVS 5.0.0 12.3.1).
bool isSafe(PGconn* connection) {
    const char* host = PQhost(connection);
    if (!host || *host == '/' || *host == '\0')
        return true;
    const std::string_view name(host);
    if (name == "localhost" || name == "127.0.0.1" || name == "::1")
        return true;
    PQconninfoOption* options = PQconninfo(connection);
    bool verified = false;
    for (const PQconninfoOption* option = options; option && option->keyword; ++option)
        if (std::string_view(option->keyword) == "sslmode" && option->val)
            verified = std::string_view(option->val) == "verify-full";
    PQconninfoFree(options);
    return verified && PQsslInUse(connection);
}

/// As libpq wants it, which makes two seconds of less.
std::string timeoutOf(std::chrono::seconds patience) {
    return std::to_string(std::max<long>(2, long(patience.count())));
}

bool awaitSocket(PGconn* connection, short events, Deadline deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0)
        return false;
    pollfd descriptor{PQsocket(connection), events, 0};
    return poll(&descriptor, 1, int(left.count())) > 0;
}

} // namespace

bool Connection::Impl::awaitResult(Deadline deadline) {
    for (;;) {
        const int unsent = PQflush(pg);
        if (unsent < 0)
            return false;
        if (unsent == 0 && !PQisBusy(pg))
            return true;
        if (!awaitSocket(pg, short(unsent ? POLLIN | POLLOUT : POLLIN), deadline) || !PQconsumeInput(pg))
            return false;
    }
}

detail::ResultHandle Connection::Impl::next(Deadline deadline) {
    if (broken || !awaitResult(deadline)) {
        broken = true;
        return nullptr;
    }
    detail::ResultHandle result(PQgetResult(pg));
    if (!result && PQstatus(pg) != CONNECTION_OK)
        broken = true;
    return result;
}

Result<void, DbError> Connection::Impl::exec(const char* sql, std::chrono::seconds patience) {
    if (broken || !PQsendQuery(pg, sql)) {
        broken = true;
        return unexpected(unavailable());
    }
    const Deadline deadline = std::chrono::steady_clock::now() + patience;
    std::optional<DbError> failure;
    while (const auto result = next(deadline)) {
        const auto status = PQresultStatus(resultOf(result));
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && !failure)
            failure = errorOf(resultOf(result));
    }
    if (broken)
        return unexpected(unavailable());
    if (failure)
        return unexpected(*failure);
    return {};
}

Connection::Connection(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection, DbError> Connection::open(const std::string& conninfo, std::chrono::seconds patience) {
    const std::string timeout = timeoutOf(patience);
    const std::string limit = std::to_string(std::chrono::milliseconds(transactionLimit).count());
    const std::string options = "-c statement_timeout=" + limit + " -c lock_timeout=" + limit +
                                " -c idle_in_transaction_session_timeout=" + limit;
    // `dbname` may hold a whole connection string; what follows it here has the last word
    const char* keywords[] = {"dbname",           "connect_timeout", "options", "application_name",
                              "tcp_user_timeout", "client_encoding", nullptr};
    const char* values[] = {conninfo.c_str(), timeout.c_str(), options.c_str(), "custosd",
                            "5000",           "UTF8",          nullptr};
    auto impl = std::make_unique<Impl>(PQconnectdbParams(keywords, values, 1));
    if (PQstatus(impl->pg) != CONNECTION_OK)
        return unexpected(unavailable());
    if (!isSafe(impl->pg))
        return unexpected(DbError{ErrorKind::Insecure, Constraint::None, {}});
    PQsetNoticeReceiver(impl->pg, ignoreNotice, nullptr);
    if (PQsetnonblocking(impl->pg, 1) != 0)
        return unexpected(unavailable());
    return Connection(std::move(impl));
}

Transaction Connection::begin(std::chrono::milliseconds limit) {
    return Transaction(*this, limit);
}

bool Connection::isUsable() const {
    return !impl_->broken && !impl_->estranged && PQstatus(impl_->pg) == CONNECTION_OK &&
           PQpipelineStatus(impl_->pg) == PQ_PIPELINE_OFF && PQtransactionStatus(impl_->pg) == PQTRANS_IDLE;
}

bool Connection::reset() {
    if (!isUsable())
        return false;
    // What DISCARD ALL does, save for prepared statements: those of ours are worth keeping. One that was
    // prepared by SQL is somebody's who got SQL in, perhaps under a name of ours, to be run for whoever comes
    // next: the division fails, and the connection with it.
    static constexpr const char* undo =
        "select 1 / (count(*) = 0)::integer from pg_catalog.pg_prepared_statements where from_sql; "
        "reset session authorization; close all; unlisten *; reset all; "
        "select pg_catalog.pg_advisory_unlock_all(); discard sequences; discard temp";
    if (!impl_->exec(undo, resetPatience))
        return false;
    return isUsable();
}

Result<void, DbError> Connection::run(const Script& script) {
    return impl_->exec(script.sql(), scriptPatience);
}

int Connection::backendPid() const {
    return PQbackendPID(impl_->pg);
}

bool isStartingOrStopping(const std::string& conninfo, std::chrono::seconds patience) {
    const std::string timeout = timeoutOf(patience);
    const char* keywords[] = {"dbname", "connect_timeout", nullptr};
    const char* values[] = {conninfo.c_str(), timeout.c_str(), nullptr};
    return PQpingParams(keywords, values, 1) == PQPING_REJECT;
}

} // namespace custos::db
