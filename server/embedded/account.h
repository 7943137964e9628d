#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

namespace custos::embedded {

struct SystemAccount {
    uid_t user;
    gid_t group;
};

/// Looks a system account up; as root, makes it where it is missing.
[[nodiscard]] std::optional<SystemAccount> systemAccount(const std::string& name);

} // namespace custos::embedded
