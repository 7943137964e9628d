#include "server/embedded/embedded_postgres.h"

#include "server/db/cluster.h"
#include "server/db/duty_check.h"
#include "server/db/migrator.h"
#include "server/embedded/account.h"
#include "server/embedded/process.h"
#include "server/embedded/role_passwords.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace custos::embedded {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr int oldestVersion = 15;
constexpr auto stopPatience = 30s;
/// After a kill -9 of the postmaster its orphans hold the cluster for a moment: a start fails until they are
/// gone.
constexpr int startAttempts = 20;

auto failure(StartError error, std::string detail = {}) {
    return unexpected(StartFailure{error, std::move(detail)});
}

auto notMigrated(const db::MigrationFailure& failed) {
    std::string detail(failed.migration);
    if (failed.error != db::MigrationError::Database)
        return failure(StartError::OtherProgram, std::move(detail));
    return failure(StartError::MigrationFailed, detail + ' ' + std::string(failed.cause.state()));
}

/// 0 where there is none.
int newestVersion(const fs::path& installed) {
    int newest = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(installed, ignored))
        if (fs::exists(entry.path() / "bin/initdb"))
            newest = std::max(newest, std::atoi(entry.path().filename().c_str()));
    return newest;
}

/// PostgreSQL opens no cluster of another major version, and several may be installed side by side.
Result<fs::path, StartFailure> programsFor(const fs::path& cluster, const fs::path& installed) {
    int version = 0;
    std::string maker;
    if (std::ifstream made(cluster / "PG_VERSION"); made >> version)
        maker = std::to_string(version);
    else
        version = newestVersion(installed);
    auto programs = installed / std::to_string(version) / "bin";
    if (version < oldestVersion || !fs::exists(programs / "postgres"))
        return failure(StartError::NoPostgres, std::move(maker));
    return programs;
}

// What PostgreSQL writes to its log must never quote what it was given (docs/database.md).
constexpr const char* settings = R"(# Written at every start.
listen_addresses = ''
unix_socket_permissions = 0777
password_encryption = scram-sha-256
max_connections = 100
shared_buffers = 128MB
fsync = on
synchronous_commit = on
full_page_writes = on
max_prepared_transactions = 0
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_statement = none
log_duration = off
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
track_activity_query_size = 100
)";

constexpr const char* access =
    R"(# Written at every start. The superuser by peer, the logins by SCRAM, nobody by network.
local all custos_super peer map=custos
local custos custos_migrate,custos_auth,custos_api,custos_audit,custos_sequencer,custos_operations,custos_keys scram-sha-256
local all all reject
)";

bool makeDirectory(const fs::path& path, mode_t mode, std::optional<SystemAccount> owner) {
    if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
        return false;
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
        return false;
    if (owner && chown(path.c_str(), owner->user, owner->group) != 0)
        return false;
    return chmod(path.c_str(), mode) == 0;
}

bool write(const fs::path& path, const std::string& text, std::optional<SystemAccount> owner) {
    std::ofstream out(path, std::ios::trunc);
    out << text;
    out.close();
    return out.good() && chmod(path.c_str(), 0600) == 0 &&
           (!owner || chown(path.c_str(), owner->user, owner->group) == 0);
}

std::string ownName() {
    const passwd* self = getpwuid(geteuid());
    return self ? self->pw_name : std::to_string(geteuid());
}

} // namespace

struct EmbeddedPostgres::Impl {
    explicit Impl(const Options& options)
        : directory(options.directory)
        , clientAccount(options.clientAccount)
        , installed(options.installed)
        , startPatience(options.startPatience) {}
    ~Impl() {
        stop();
        std::error_code ignored;
        fs::remove_all(sockets, ignored);
    }

    [[nodiscard]] Result<void, StartFailure> findPrograms();
    [[nodiscard]] Result<void, StartFailure> prepareAccounts();
    [[nodiscard]] Result<void, StartFailure> prepareDirectories();
    [[nodiscard]] Result<void, StartFailure> makeSocketDirectory();
    [[nodiscard]] Result<void, StartFailure> initCluster();
    [[nodiscard]] Result<void, StartFailure> launchAndWait();
    [[nodiscard]] Result<void, StartFailure> prepareDatabase();
    [[nodiscard]] Result<void, StartFailure> checkDuties();
    [[nodiscard]] std::vector<std::string> asDatabaseAccount(std::vector<std::string> command) const;
    [[nodiscard]] std::string conninfo(db::Duty duty) const;
    [[nodiscard]] bool childEnded();
    [[nodiscard]] bool serves();
    void stop();

    fs::path cluster() const { return directory / "pg"; }
    fs::path logFile() const { return directory / "postgres.log"; }
    std::string admin() const { return "host=" + sockets.string() + " user=custos_super"; }

    fs::path directory;
    std::string clientAccount;
    fs::path installed;
    std::chrono::seconds startPatience;
    fs::path programs;
    fs::path sockets;
    std::optional<SystemAccount> account; ///< where we are root
    std::optional<SystemAccount> client;
    db::RolePasswords passwords;
    pid_t child = -1;
};

Result<void, StartFailure> EmbeddedPostgres::Impl::findPrograms() {
    const auto found = programsFor(cluster(), installed);
    if (!found)
        return unexpected(found.error());
    programs = *found;
    return {};
}

Result<void, StartFailure> EmbeddedPostgres::Impl::prepareAccounts() {
    if (geteuid() != 0)
        return {};
    account = systemAccount(databaseAccount);
    if (!account)
        return failure(StartError::NoAccount, databaseAccount);
    if (!clientAccount.empty()) {
        client = systemAccount(clientAccount);
        if (!client)
            return failure(StartError::NoAccount, clientAccount);
    }
    return {};
}

Result<void, StartFailure> EmbeddedPostgres::Impl::prepareDirectories() {
    std::error_code ignored;
    fs::create_directories(directory, ignored);
    // the database's account has to reach its cluster through ours
    if (account && chmod(directory.c_str(), 0711) != 0)
        return failure(StartError::Directory);
    if (!makeDirectory(cluster(), 0700, account) || !makeDirectory(directory / "keys", 0700, client))
        return failure(StartError::Directory);
    const auto made = loadOrMakePasswords(directory / "keys/database-roles");
    if (!made)
        return failure(StartError::Directory, "keys/database-roles");
    passwords = *made;
    return makeSocketDirectory();
}

/// A path of over 107 bytes is no socket address, so it never depends on where the data lie.
Result<void, StartFailure> EmbeddedPostgres::Impl::makeSocketDirectory() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    std::string pattern =
        (account || !runtime || !*runtime ? std::string("/tmp") : runtime) + "/custos-XXXXXX";
    if (pattern.size() > 80)
        pattern = "/tmp/custos-XXXXXX";
    if (!mkdtemp(pattern.data()))
        return failure(StartError::Directory);
    sockets = pattern;
    if (account && (chown(sockets.c_str(), account->user, client ? client->group : account->group) != 0 ||
                    chmod(sockets.c_str(), client ? 0750 : 0700) != 0))
        return failure(StartError::Directory);
    return {};
}

std::vector<std::string> EmbeddedPostgres::Impl::asDatabaseAccount(std::vector<std::string> command) const {
    std::vector<std::string> whole{"/usr/bin/setpriv", "--pdeathsig", "INT"};
    if (account)
        whole.insert(whole.end(),
                     {"--reuid=" + std::to_string(account->user), "--regid=" + std::to_string(account->group),
                      "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"});
    whole.insert(whole.end(), command.begin(), command.end());
    return whole;
}

Result<void, StartFailure> EmbeddedPostgres::Impl::initCluster() {
    if (!fs::exists(cluster() / "PG_VERSION")) {
        const int status =
            runToEnd(asDatabaseAccount({(programs / "initdb").string(), "-D", cluster().string(), "-U",
                                        "custos_super", "--auth-local=peer", "--auth-host=reject",
                                        "--encoding=UTF8", "--locale-provider=icu", "--icu-locale=und",
                                        "--locale=C.UTF-8", "--data-checksums"}),
                     logFile().string());
        if (status != 0)
            return failure(StartError::InitFailed);
    }
    const bool written =
        write(cluster() / "postgresql.conf",
              std::string(settings) + "unix_socket_directories = '" + sockets.string() + "'\n", account) &&
        write(cluster() / "pg_hba.conf", access, account) &&
        write(cluster() / "pg_ident.conf", "custos " + ownName() + " custos_super\n", account);
    if (!written)
        return failure(StartError::Directory);
    return {};
}

bool EmbeddedPostgres::Impl::childEnded() {
    if (child > 0 && waitpid(child, nullptr, WNOHANG) == child)
        child = -1;
    return child < 0;
}

bool EmbeddedPostgres::Impl::serves() {
    auto deadline = std::chrono::steady_clock::now() + startPatience;
    while (!childEnded() && std::chrono::steady_clock::now() < deadline) {
        if (db::Connection::open(admin() + " dbname=postgres"))
            return true;
        // A recovery takes as long as it takes: given up, it would begin anew, and never come to its end.
        if (db::isStartingOrStopping(admin()))
            deadline = std::chrono::steady_clock::now() + startPatience;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

Result<void, StartFailure> EmbeddedPostgres::Impl::launchAndWait() {
    for (int attempt = 0; attempt < startAttempts; ++attempt) {
        child = launch(asDatabaseAccount({(programs / "postgres").string(), "-D", cluster().string()}),
                       logFile().string());
        if (child > 0 && serves())
            return {};
        if (child > 0)
            break; // it runs and does not answer: another one would not help
        std::this_thread::sleep_for(250ms);
    }
    return failure(StartError::NotServing);
}

Result<void, StartFailure> EmbeddedPostgres::Impl::prepareDatabase() {
    if (const auto done = db::ClusterPreparation(admin()).run(passwords); !done)
        return failure(StartError::NotPrepared, std::string(done.error().state()));
    auto connection = db::Connection::open(conninfo(db::Duty::Migrate));
    if (!connection)
        return failure(StartError::NotPrepared, std::string(db::roleOf(db::Duty::Migrate)));
    if (const auto done = db::Migrator(*connection).run(); !done)
        return notMigrated(done.error());
    return checkDuties();
}

Result<void, StartFailure> EmbeddedPostgres::Impl::checkDuties() {
    for (const db::Duty duty : db::allDuties) {
        auto connection = db::Connection::open(conninfo(duty));
        if (!connection)
            return failure(StartError::NotPrepared, std::string(db::roleOf(duty)));
        if (const auto checked = db::checkDuty(*connection, duty); !checked)
            return failure(
                StartError::RoleTooWide,
                std::string(db::roleOf(duty)) + ' ' +
                    (checked.error().excesses.empty() ? "" : checked.error().excesses.front().what));
    }
    return {};
}

std::string EmbeddedPostgres::Impl::conninfo(db::Duty duty) const {
    return "host=" + sockets.string() + " dbname=custos user=" + std::string(db::roleOf(duty)) +
           " password=" + passwords.at(duty);
}

void EmbeddedPostgres::Impl::stop() {
    if (childEnded())
        return;
    // where we have dropped root since, the signal is refused; the parent-death signal says the same when we
    // end
    if (kill(child, SIGINT) != 0)
        return;
    const auto deadline = std::chrono::steady_clock::now() + stopPatience;
    while (!childEnded() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(10ms);
    if (!childEnded()) {
        kill(child, SIGQUIT);
        waitpid(child, nullptr, 0);
        child = -1;
    }
}

EmbeddedPostgres::EmbeddedPostgres(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
EmbeddedPostgres::EmbeddedPostgres(EmbeddedPostgres&&) noexcept = default;
EmbeddedPostgres::~EmbeddedPostgres() = default;

Result<EmbeddedPostgres, StartFailure> EmbeddedPostgres::start(const Options& options) {
    auto impl = std::make_unique<Impl>(options);
    auto ready = impl->findPrograms()
                     .and_then([&] { return impl->prepareAccounts(); })
                     .and_then([&] { return impl->prepareDirectories(); })
                     .and_then([&] { return impl->initCluster(); })
                     .and_then([&] { return impl->launchAndWait(); })
                     .and_then([&] { return impl->prepareDatabase(); });
    if (!ready)
        return unexpected(ready.error());
    return EmbeddedPostgres(std::move(impl));
}

std::string EmbeddedPostgres::conninfo(db::Duty duty) const {
    return impl_->conninfo(duty);
}

std::string EmbeddedPostgres::adminConninfo() const {
    return impl_->admin();
}

int EmbeddedPostgres::postmaster() const {
    return int(impl_->child);
}

bool EmbeddedPostgres::isRunning() const {
    return !impl_->childEnded();
}

Result<void, StartFailure> EmbeddedPostgres::restart() {
    impl_->stop();
    return impl_->launchAndWait();
}

const char* code(StartError error) {
    switch (error) {
    case StartError::NoPostgres:
        return "no_postgres";
    case StartError::NoAccount:
        return "no_account";
    case StartError::Directory:
        return "directory";
    case StartError::InitFailed:
        return "init_failed";
    case StartError::NotServing:
        return "not_serving";
    case StartError::NotPrepared:
        return "not_prepared";
    case StartError::MigrationFailed:
        return "migration_failed";
    case StartError::OtherProgram:
        return "other_program";
    case StartError::RoleTooWide:
        return "role_too_wide";
    }
    return "";
}

} // namespace custos::embedded
