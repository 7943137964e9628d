#include "server/embedded/account.h"

#include "server/embedded/process.h"

#include <pwd.h>
#include <unistd.h>

namespace custos::embedded {

std::optional<SystemAccount> systemAccount(const std::string& name) {
    for (const bool mayMake : {geteuid() == 0, false}) {
        if (const passwd* found = getpwnam(name.c_str()))
            return SystemAccount{found->pw_uid, found->pw_gid};
        if (!mayMake || runToEnd({"/usr/sbin/adduser", "--system", "--group", "--quiet", "--no-create-home",
                                  "--home", "/nonexistent", name},
                                 "/dev/null") != 0)
            return std::nullopt;
    }
    return std::nullopt;
}

} // namespace custos::embedded
