#pragma once

#include "ledger/secret_key.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace custos::auth {

/// How a practice's passwords are kept: its policy.
enum class PasswordScheme {
    Argon2id,     ///< RFC 9106; what is used unless a practice says otherwise
    Pbkdf2Sha512, ///< RFC 8018 with HMAC-SHA512, by OpenSSL: where FIPS 140 asks
};

/// "argon2id", "pbkdf2_sha512": as it stands in the policy.
[[nodiscard]] std::string_view name(PasswordScheme scheme);
[[nodiscard]] std::optional<PasswordScheme> passwordSchemeFrom(std::string_view name);

/// Stored inside each hash, so that raising it later locks nobody out.
struct PasswordCost {
    std::uint64_t passes = 3;
    std::size_t memoryBytes = std::size_t{64} << 20;
    unsigned pbkdf2Iterations = 210'000;
};

/// Hashes and checks passwords: Argon2id, or PBKDF2, over HMAC-SHA512(pepper, NFKC(password)).
///
/// Guarantees: a stolen database without the pepper file cannot be guessed against; no length is truncated;
/// checking takes the same work whether the account exists or not. Thread-safe; each call takes
/// `cost.memoryBytes` while it runs, so callers bound how many run at once.
class PasswordHasher {
public:
    explicit PasswordHasher(ledger::SecretKey<32> pepper, PasswordCost cost = {});

    /// libsodium's self-describing text, or `$pbkdf2-sha512$i=210000$salt$hash`; 128 bytes at most. Throws
    /// std::bad_alloc when memory is short.
    [[nodiscard]] std::string hash(std::string_view password,
                                   PasswordScheme scheme = PasswordScheme::Argon2id) const;

    /// By whichever scheme the hash is of.
    [[nodiscard]] bool verify(std::string_view password, const std::string& hash) const;

    /// The work of `verify` in a practice of that scheme, for a name that does not exist. Always false.
    [[nodiscard]] bool verifyNobody(std::string_view password,
                                    PasswordScheme scheme = PasswordScheme::Argon2id) const;

    /// True for a hash of another scheme, or other cost, than is wanted: hash again while the password is at
    /// hand.
    [[nodiscard]] bool outdated(const std::string& hash,
                                PasswordScheme scheme = PasswordScheme::Argon2id) const;

private:
    [[nodiscard]] ledger::SecretKey<64> peppered(std::string_view password) const;

    ledger::SecretKey<32> pepper_;
    PasswordCost cost_;
    std::string nobody_; ///< hash of a random password that nobody knows
    std::string nobodyPbkdf2_;
};

} // namespace custos::auth
