#pragma once

#include "ledger/secret_key.h"
#include "ledger/uuid.h"

#include <optional>
#include <string>
#include <string_view>

namespace custos::auth {

/// A bearer token, challenge or invitation: 256 random bits, written as 43 characters of base64url without
/// padding (RFC 4648 section 5). The database knows its SHA-256 alone; with 256 bits nothing needs salting.
struct Token {
    std::string text;
    ledger::Hash hash{};
};

[[nodiscard]] Token newToken();

/// The 32 bytes behind a token's text; nothing for any other text.
[[nodiscard]] std::optional<ledger::SecretKey<32>> tokenBytes(std::string_view text);

/// What the database looks for; nothing for a text that is no token.
[[nodiscard]] std::optional<ledger::Hash> tokenHash(std::string_view text);

/// A random id for a new row: version 4, RFC 9562 section 5.4.
[[nodiscard]] ledger::Uuid newId();

} // namespace custos::auth
