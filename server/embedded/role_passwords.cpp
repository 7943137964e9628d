#include "server/embedded/role_passwords.h"

#include "ledger/bytes.h"
#include "server/files/private_file.h"

#include <fstream>
#include <sodium.h>
#include <sys/stat.h>

namespace custos::embedded {

namespace {

std::string randomPassword() {
    ledger::Hash random{};
    randombytes_buf(random.data(), random.size());
    return ledger::toHex(random);
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
    if (!passwords || (addMissing(*passwords) && !writePrivateFile(file, textOf(*passwords))))
        return std::nullopt;
    return passwords;
}

} // namespace custos::embedded
