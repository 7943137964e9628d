#pragma once

#include "ledger/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace custos::auth {

/// PBKDF2-HMAC-SHA512 (RFC 8018 section 5.2) by OpenSSL, as `$pbkdf2-sha512$i=N$salt$hash`: 16 random bytes
/// of salt, 32 bytes of result, base64 without padding. Throws std::bad_alloc when OpenSSL cannot.
[[nodiscard]] std::string pbkdf2Text(ledger::ByteView secret, unsigned iterations);

[[nodiscard]] bool isPbkdf2Text(std::string_view hash);

/// What the text says; nothing for one that is damaged, or asks for more than ten million.
[[nodiscard]] std::optional<unsigned> pbkdf2Iterations(std::string_view hash);

/// In constant time over where the results differ. False for a damaged text.
[[nodiscard]] bool verifiesPbkdf2(ledger::ByteView secret, std::string_view hash);

/// The function itself, for known answers.
[[nodiscard]] ledger::Bytes pbkdf2(ledger::ByteView secret, ledger::ByteView salt, unsigned iterations,
                                   std::size_t size);

} // namespace custos::auth
