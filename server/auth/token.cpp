#include "server/auth/token.h"

#include "ledger/hash.h"

#include <sodium.h>

namespace custos::auth {

namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t tokenSize = 32;
constexpr std::size_t textSize = 43;

} // namespace

Token newToken() {
    std::array<std::uint8_t, tokenSize> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    Token token{std::string(textSize + 1, '\0'), ledger::sha256(bytes)};
    sodium_bin2base64(token.text.data(), token.text.size(), bytes.data(), bytes.size(), variant);
    token.text.pop_back();
    ledger::wipe(bytes);
    return token;
}

std::optional<ledger::SecretKey<32>> tokenBytes(std::string_view text) {
    std::array<std::uint8_t, tokenSize> bytes{};
    std::size_t length = 0;
    if (text.size() != textSize || sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(),
                                                     nullptr, &length, nullptr, variant) != 0)
        return std::nullopt;
    if (length != bytes.size())
        return std::nullopt;
    ledger::SecretKey<32> token(bytes);
    ledger::wipe(bytes);
    return token;
}

std::optional<ledger::Hash> tokenHash(std::string_view text) {
    const auto bytes = tokenBytes(text);
    return bytes ? std::optional(ledger::sha256(bytes->view())) : std::nullopt;
}

ledger::Uuid newId() {
    ledger::Uuid id;
    randombytes_buf(id.bytes.data(), id.bytes.size());
    id.bytes[6] = std::uint8_t(0x40 | (id.bytes[6] & 0x0f));
    id.bytes[8] = std::uint8_t(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

} // namespace custos::auth
