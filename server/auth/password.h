#pragma once

#include "ledger/result.h"
#include "ledger/secret_key.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace custos::auth {

/// Cost of Argon2id (RFC 9106). Stored inside each hash, so that raising it later locks nobody out.
struct PasswordCost {
    std::uint64_t passes = 3;
    std::size_t memoryBytes = std::size_t{64} << 20;
};

enum class PasswordError {
    TooShort, ///< under 8 characters (Unicode code points)
    TooLong,  ///< over 1,024 bytes; nothing is ever cut off
    NotUtf8,
    TooCommon, ///< on the short list of what is tried first, or made of the account's own name
};

/// Whether somebody may choose this password. No composition rules (NIST SP 800-63B-4 section 3.1.1.2).
[[nodiscard]] Result<void, PasswordError> acceptable(std::string_view password, std::string_view username,
                                                     std::string_view practice);

/// Hashes and checks passwords: Argon2id over HMAC-SHA512(pepper, password).
///
/// Guarantees: a stolen database without the pepper file cannot be guessed against; no length is truncated;
/// checking takes the same work whether the account exists or not. Thread-safe; each call takes
/// `cost.memoryBytes` while it runs, so callers bound how many run at once.
class PasswordHasher {
public:
    explicit PasswordHasher(ledger::SecretKey<32> pepper, PasswordCost cost = {});

    /// libsodium's self-describing text, 128 bytes at most. Throws std::bad_alloc when memory is short.
    [[nodiscard]] std::string hash(std::string_view password) const;

    [[nodiscard]] bool verify(std::string_view password, const std::string& hash) const;

    /// The work of `verify`, for a name that does not exist. Always false.
    [[nodiscard]] bool verifyNobody(std::string_view password) const;

    /// True for a hash of other cost than today's: hash again while the password is at hand.
    [[nodiscard]] bool outdated(const std::string& hash) const;

private:
    [[nodiscard]] ledger::SecretKey<64> peppered(std::string_view password) const;

    ledger::SecretKey<32> pepper_;
    PasswordCost cost_;
    std::string nobody_; ///< hash of a random password that nobody knows
};

} // namespace custos::auth
