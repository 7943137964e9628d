#pragma once

#include "ledger/result.h"
#include "server/db/error.h"
#include "server/db/roles.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace custos::embedded {

/// The system account that the database runs under where we were started by root. Another one than the
/// server's, or whoever takes over the server would be the database's superuser.
inline constexpr const char* databaseAccount = "custos-db";

struct Options {
    std::filesystem::path directory; ///< cluster, passwords and log lie below it
    /// Account whose processes may open the socket beside root; only where we are root. Empty: our own.
    std::string clientAccount = {};
    /// Programs of a version lie in VERSION/bin below it.
    std::filesystem::path installed = "/usr/lib/postgresql";
    /// For a server that does not answer; one that recovers after a crash is waited for.
    std::chrono::seconds startPatience{60};
};

enum class StartError {
    NoPostgres,  ///< no PostgreSQL 15 or later is installed; or not the version, which is then the detail,
                 ///< that made the cluster
    NoAccount,   ///< an account is missing and could not be made
    Directory,   ///< could not be made, or does not belong to us
    InitFailed,  ///< initdb refused
    NotServing,  ///< the server did not come up; its log says why
    NotPrepared, ///< roles or the database could not be made
    MigrationFailed,
    OtherProgram, ///< the directory is a newer program's, or one's with other migrations
    RoleTooWide,  ///< a login could do more than its duty
};

struct StartFailure {
    StartError error{};
    std::string detail = {}; ///< an object's or a migration's name, a version; no data
};

[[nodiscard]] const char* code(StartError error);

/// A PostgreSQL server of our own: private cluster, no network, one SCRAM login per duty, schema up to date.
/// A cluster stays with the version that made it; a new one gets the newest that is installed.
///
/// Guarantees: every login was checked to be no wider than its duty before `start` returns; the socket's
/// directory is closed to other accounts; PostgreSQL's log gets no parameter and no statement; the server
/// ends when we do, however we end (parent-death signal), with an orderly shutdown.
///
/// Start it on the main thread: the parent-death signal is sent when the forking thread ends.
class EmbeddedPostgres {
public:
    [[nodiscard]] static Result<EmbeddedPostgres, StartFailure> start(const Options& options);

    EmbeddedPostgres(EmbeddedPostgres&&) noexcept;
    EmbeddedPostgres& operator=(EmbeddedPostgres&&) = delete;
    /// Asks for a fast shutdown and waits for it (at most 30 s).
    ~EmbeddedPostgres();

    /// libpq keywords and values for a login.
    [[nodiscard]] std::string conninfo(db::Duty duty) const;
    /// For the superuser, by peer: only from a process of the account that started the server. Names no
    /// database.
    [[nodiscard]] std::string adminConninfo() const;
    /// Process id of the postmaster.
    [[nodiscard]] int postmaster() const;
    [[nodiscard]] bool isRunning() const;
    /// After the server has died: starts it again. The cluster recovers what was committed.
    [[nodiscard]] Result<void, StartFailure> restart();

private:
    struct Impl;
    explicit EmbeddedPostgres(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace custos::embedded
