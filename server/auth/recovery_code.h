#pragma once

#include "ledger/secret_key.h"
#include "ledger/uuid.h"

#include <string>
#include <string_view>
#include <vector>

namespace custos::phi {
class KeyStore;
}

namespace custos::auth {

inline constexpr std::size_t recoveryCodeCount = 8;

/// Eight codes of 50 random bits: `xxxxx-xxxxx` in lower-case base32.
[[nodiscard]] std::vector<std::string> newRecoveryCodes();

/// What is stored of a recovery code: a keyed hash, bound to the account. The key lies outside the database,
/// so that 50 bits are enough. Case, hyphens and spaces do not matter.
class RecoveryHasher {
public:
    explicit RecoveryHasher(const phi::KeyStore& keys);

    [[nodiscard]] ledger::Hash hash(const ledger::Uuid& user, std::string_view typed) const;

private:
    ledger::SecretKey<32> key_;
};

} // namespace custos::auth
