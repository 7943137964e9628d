#include "server/host/privileges.h"

#include "server/files/descriptor_io.h"
#include "server/files/private_file.h"

#include <openssl/sha.h>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace custos {

namespace fs = std::filesystem;

namespace {

constexpr const char* demoRoot = "/var/lib/custos-demo";
constexpr std::chrono::seconds databasePatience{30};

bool othersMayPass(const fs::path& directory) {
    for (auto at = directory; at != at.parent_path(); at = at.parent_path()) {
        struct stat status {};
        if (::stat(at.c_str(), &status) != 0)
            continue; // not there yet: it will be ours
        if ((status.st_mode & S_IXOTH) == 0)
            return false;
    }
    return true;
}

std::string shortNameOf(const fs::path& path) {
    const auto text = path.string();
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::string name;
    for (std::size_t i = 0; i < 8; ++i) {
        name += "0123456789abcdef"[digest[i] >> 4];
        name += "0123456789abcdef"[digest[i] & 15];
    }
    return name;
}

bool haveOneOwner(const fs::path& one, const fs::path& other) {
    struct stat first {};
    struct stat second {};
    return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
           first.st_uid == second.st_uid;
}

/// The postmaster's process id, from the first line of its lock file; 0 where none runs. Its /proc/PID/exe is
/// not asked: under packaging/custosd.service root may not read another account's.
pid_t postmasterOf(const fs::path& cluster) {
    std::ifstream lock(cluster / "postmaster.pid");
    pid_t process = 0;
    lock >> process;
    const fs::path proc = "/proc/" + std::to_string(process);
    std::ifstream state(proc / "stat");
    std::string line;
    std::getline(state, line);
    const std::string named = std::to_string(process) + " (postgres) ";
    const bool runs = line.starts_with(named) && !line.starts_with(named + 'Z');
    return runs && haveOneOwner(cluster, proc) ? process : 0;
}

void endDatabase(const fs::path& cluster, const fs::path& sockets) {
    if (const auto postmaster = postmasterOf(cluster); postmaster > 0)
        ::kill(postmaster, SIGINT);
    std::error_code ignored;
    const auto deadline = std::chrono::steady_clock::now() + databasePatience;
    while (postmasterOf(cluster) > 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    fs::remove_all(sockets, ignored);
}

/// Once it has ended.
int statusOf(pid_t child) {
    int status = 1;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

[[noreturn]] void guardMain(int parent, const fs::path& cluster, const fs::path& sockets) {
    // Whoever asks everybody at once to end means us last.
    ::signal(SIGTERM, SIG_IGN);
    ::signal(SIGINT, SIG_IGN);
    ::setsid();
    // Nothing of ours may stay open in here: whoever waits for its end would wait for this child.
    ::dup2(parent, 0);
    ::close_range(1, ~0U, 0);
    char byte = 0;
    while (::read(0, &byte, 1) > 0)
        continue;
    endDatabase(cluster, sockets);
    ::_exit(0);
}

} // namespace

std::optional<embedded::SystemAccount> accountToBecome() {
    if (::geteuid() != 0)
        return std::nullopt;
    auto account = embedded::systemAccount(serverAccount);
    if (!account)
        throw std::runtime_error("the system account custosd is missing and could not be made");
    return account;
}

void becomeAccount(const embedded::SystemAccount& account) {
    if (::setgroups(0, nullptr) != 0 || ::setresgid(account.group, account.group, account.group) != 0 ||
        ::setresuid(account.user, account.user, account.user) != 0 || ::setuid(0) == 0)
        throw std::runtime_error("root could not be given up");
    // Changing the user is the moment at which the kernel forgets what was set before.
    if (::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        throw std::runtime_error("the process could not be hardened");
}

fs::path reachableDirectory(const fs::path& wanted) {
    auto path = fs::absolute(wanted).lexically_normal();
    if (fs::is_symlink(path))
        return fs::canonical(path);
    if (othersMayPass(path.parent_path()))
        return path;
    auto real = fs::path(demoRoot) / shortNameOf(path);
    fs::create_directories(real);
    ::chmod(demoRoot, 0711);
    fs::create_directories(path.parent_path());
    fs::create_directory_symlink(real, path);
    return real;
}

DatabaseGuard::DatabaseGuard(const fs::path& cluster, const fs::path& sockets) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ < 0)
        throw std::runtime_error("no process");
    if (child_ == 0) {
        ::close(ends[1]);
        guardMain(ends[0], cluster, sockets);
    }
    ::close(ends[0]);
    descriptor_ = ends[1];
}

DatabaseGuard::~DatabaseGuard() {
    ::close(descriptor_);
    (void)statusOf(child_); // which waits for the database, and not for ever
}

LateWriter::LateWriter(fs::path path)
    : path_(std::move(path)) {
    if (::geteuid() != 0)
        return;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
        ::close(ends[1]);
        childMain(ends[0]);
    }
    ::close(ends[0]);
    descriptor_ = ends[1];
}

void LateWriter::childMain(int from) {
    const auto content = receiveWhole(from);
    ::_exit(content && writePrivateFile(path_, *content) ? 0 : 1);
}

LateWriter::~LateWriter() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (child_ > 0)
        (void)statusOf(child_);
}

bool LateWriter::write(const std::string& content) {
    if (child_ <= 0)
        return writePrivateFile(path_, content);
    const bool sent = sendWhole(descriptor_, content);
    ::close(std::exchange(descriptor_, -1));
    return statusOf(std::exchange(child_, -1)) == 0 && sent;
}

} // namespace custos
