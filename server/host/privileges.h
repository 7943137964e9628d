#pragma once

#include "server/embedded/account.h"

#include <filesystem>
#include <optional>
#include <string>

namespace custos {

/// The system account that the server becomes where root starts it.
inline constexpr const char* serverAccount = "custosd";

/// Set where we are root: the account to become. Makes it where it is missing; throws std::runtime_error
/// where it can't be made.
[[nodiscard]] std::optional<embedded::SystemAccount> accountToBecome();

/// Gives up root for good: groups, user, every capability. Throws std::runtime_error unless it did.
void becomeAccount(const embedded::SystemAccount& account);

/// Where the data can lie so that the accounts reach them: `wanted` itself, or where a directory above it is
/// closed to others, one below /var/lib/custos-demo, with a link at `wanted`.
[[nodiscard]] std::filesystem::path reachableDirectory(const std::filesystem::path& wanted);

/// Writes a file with the rights that we have now, though the content is known only after root is given up:
/// a child of ours waits for it, and writes it where all of it has come. Start it before any thread.
class LateWriter {
public:
    explicit LateWriter(std::filesystem::path path);
    LateWriter(const LateWriter&) = delete;
    LateWriter& operator=(const LateWriter&) = delete;
    ~LateWriter();

    /// Once. False when it could not be written.
    [[nodiscard]] bool write(const std::string& content);

private:
    void childMain(int from);

    const std::filesystem::path path_;
    int descriptor_ = -1;
    int child_ = -1;
};

/// Ends the database when this object or this process has ended, however it ended, and removes its socket's
/// directory, unless a service manager kills this child too. The object's end waits until the database
/// has ended in order, at most half a minute.
///
/// A child of ours with the rights that we had when it was made does it. The parent-death signal alone is not
/// enough: once we have given up root, the kernel refuses our last signal to another account's process
/// (decision 0031). Make it before any thread.
class DatabaseGuard {
public:
    DatabaseGuard(const std::filesystem::path& cluster, const std::filesystem::path& sockets);
    DatabaseGuard(const DatabaseGuard&) = delete;
    DatabaseGuard& operator=(const DatabaseGuard&) = delete;
    ~DatabaseGuard();

private:
    int descriptor_ = -1;
    int child_ = -1;
};

} // namespace custos
