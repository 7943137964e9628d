#include "server/embedded/role_passwords.h"

#include "ledger/bytes.h"

#include <fcntl.h>
#include <fstream>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace custos::embedded {

namespace {

std::string randomPassword() {
    ledger::Hash random{};
    randombytes_buf(random.data(), random.size());
    return ledger::toHex(random);
}

/// Whole or not at all: written beside, made durable, then renamed.
bool writePrivately(const std::filesystem::path& file, const std::string& text) {
    const std::string fresh = file.string() + ".new";
    const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return false;
    const bool written =
        write(descriptor, text.data(), text.size()) == ssize_t(text.size()) && fsync(descriptor) == 0;
    close(descriptor);
    return written && rename(fresh.c_str(), file.c_str()) == 0;
}

std::optional<db::RolePasswords> parse(std::istream& in) {
    db::RolePasswords passwords;
    std::string role, password;
    while (in >> role >> password)
        for (const db::Duty duty : db::allDuties)
            if (db::roleOf(duty) == role)
                passwords[duty] = password;
    if (passwords.empty())
        return std::nullopt;
    return passwords;
}

/// True when there was one to add: at the first start, or a duty that an earlier version did not have.
bool addMissing(db::RolePasswords& passwords) {
    bool added = false;
    for (const db::Duty duty : db::allDuties)
        if (!passwords.contains(duty)) {
            passwords[duty] = randomPassword();
            added = true;
        }
    return added;
}

std::string textOf(const db::RolePasswords& passwords) {
    std::string text;
    for (const auto& [duty, password] : passwords)
        text += std::string(db::roleOf(duty)) + ' ' + password + '\n';
    return text;
}

} // namespace

std::optional<db::RolePasswords> loadOrMakePasswords(const std::filesystem::path& file) {
    struct stat status {};
    std::optional<db::RolePasswords> passwords = db::RolePasswords();
    if (lstat(file.c_str(), &status) == 0) {
        if (!S_ISREG(status.st_mode) || (status.st_mode & 0077))
            return std::nullopt;
        std::ifstream in(file);
        passwords = parse(in);
    }
    if (!passwords || (addMissing(*passwords) && !writePrivately(file, textOf(*passwords))))
        return std::nullopt;
    return passwords;
}

} // namespace custos::embedded
