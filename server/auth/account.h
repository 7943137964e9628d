#pragma once

#include "ledger/uuid.h"

#include <optional>
#include <string>
#include <vector>

namespace custos::auth {

struct UserInfo {
    ledger::Uuid id;
    std::string username;
    std::string displayName;
    std::vector<std::string> roles;
    std::vector<std::string> permissions; ///< of all roles with the person's own overrides; deny wins
    std::optional<ledger::Uuid> providerId;
};

struct PracticeInfo {
    ledger::Uuid id;
    std::string code;
    std::string name;
    std::string timeZone; ///< IANA
    int idleLockSeconds = 600;
};

} // namespace custos::auth
