#include "server/ground.h"

#include "server/host/start_refused.h"
#include "server/log/log.h"

#include <sys/stat.h>
#include <unistd.h>

namespace custos {

namespace {

void makePrivateDirectory(const std::filesystem::path& path, mode_t mode,
                          const std::optional<embedded::SystemAccount>& owner) {
    if ((::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) || ::chmod(path.c_str(), mode) != 0 ||
        (owner && ::chown(path.c_str(), owner->user, owner->group) != 0))
        throw StartRefused("cannot make " + path.string());
}

/// Where the database listens: what follows `host=`.
std::filesystem::path socketDirectory(const embedded::EmbeddedPostgres& postgres) {
    const auto words = postgres.adminConninfo();
    const auto begin = words.find('=') + 1;
    return words.substr(begin, words.find(' ') - begin);
}

std::string reason(const embedded::StartFailure& failure, const std::filesystem::path& directory) {
    if (failure.error == embedded::StartError::OtherProgram)
        return directory.string() + " belongs to another version of custosd; start that one, or name an "
                                    "empty directory with --data";
    if (failure.error == embedded::StartError::NoPostgres && failure.detail.empty())
        return "there is no PostgreSQL here; install postgresql-15";
    if (failure.error == embedded::StartError::NoPostgres)
        return "the database in " + directory.string() + " was made by PostgreSQL " + failure.detail +
               ", which is not installed";
    return std::string("the database does not start: ") + embedded::code(failure.error) + " " +
           failure.detail;
}

} // namespace

Ground::Ground(const std::filesystem::path& wanted)
    : account_(accountToBecome())
    , layout_(account_ ? reachableDirectory(wanted) : std::filesystem::absolute(wanted))
    , postgres_(startPostgres())
    , guard_(layout_.root / "pg", socketDirectory(postgres_)) {
    makePrivateDirectory(layout_.openFiles(), 0755, account_);
    makePrivateDirectory(layout_.run(), 0700, account_);
    if (account_)
        becomeAccount(*account_);
}

bool Ground::tend(log::Log& log) {
    if (postgres_.isRunning())
        return true;
    log.error("database.died");
    return postgres_.restart().has_value();
}

embedded::EmbeddedPostgres Ground::startPostgres() const {
    auto started = embedded::EmbeddedPostgres::start(
        {.directory = layout_.root, .clientAccount = account_ ? serverAccount : ""});
    if (!started)
        throw StartRefused(reason(started.error(), layout_.root));
    return std::move(*started);
}

} // namespace custos
