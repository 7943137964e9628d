#include "server/auth/password.h"

#include "server/auth/password_rules.h"
#include "server/auth/pbkdf2.h"

#include <algorithm>
#include <array>
#include <new>
#include <sodium.h>

namespace custos::auth {

namespace {

std::string argon2id(ledger::ByteView secret, const PasswordCost& cost) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), reinterpret_cast<const char*>(secret.data()), secret.size(),
                              cost.passes, cost.memoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return text.data();
}

bool isArgon2idOf(ledger::ByteView secret, const std::string& hash) {
    // The library reads a fixed size; a shorter text of ours must not end before that.
    std::array<char, crypto_pwhash_STRBYTES> text{};
    std::copy_n(hash.begin(), std::min(hash.size(), text.size() - 1), text.begin());
    return crypto_pwhash_str_verify(text.data(), reinterpret_cast<const char*>(secret.data()),
                                    secret.size()) == 0;
}

} // namespace

std::string_view name(PasswordScheme scheme) {
    return scheme == PasswordScheme::Argon2id ? "argon2id" : "pbkdf2_sha512";
}

std::optional<PasswordScheme> passwordSchemeFrom(std::string_view text) {
    for (const PasswordScheme scheme : {PasswordScheme::Argon2id, PasswordScheme::Pbkdf2Sha512})
        if (name(scheme) == text)
            return scheme;
    return std::nullopt;
}

PasswordHasher::PasswordHasher(ledger::SecretKey<32> pepper, PasswordCost cost)
    : pepper_(std::move(pepper))
    , cost_(cost) {
    std::array<char, 32> random{};
    randombytes_buf(random.data(), random.size());
    nobody_ = hash({random.data(), random.size()});
    nobodyPbkdf2_ = hash({random.data(), random.size()}, PasswordScheme::Pbkdf2Sha512);
}

ledger::SecretKey<64> PasswordHasher::peppered(std::string_view password) const {
    std::string text = normalizedPassword(password);
    std::array<std::uint8_t, crypto_auth_hmacsha512_BYTES> mac{};
    const ledger::ByteView bytes = ledger::asBytes(text);
    crypto_auth_hmacsha512(mac.data(), bytes.data(), bytes.size(), pepper_.view().data());
    ledger::SecretKey<64> secret(mac);
    ledger::wipe(mac);
    ledger::wipe(text);
    return secret;
}

std::string PasswordHasher::hash(std::string_view password, PasswordScheme scheme) const {
    const auto secret = peppered(password);
    return scheme == PasswordScheme::Argon2id ? argon2id(secret.view(), cost_)
                                              : pbkdf2Text(secret.view(), cost_.pbkdf2Iterations);
}

bool PasswordHasher::verify(std::string_view password, const std::string& hash) const {
    const auto secret = peppered(password);
    return isPbkdf2Text(hash) ? verifiesPbkdf2(secret.view(), hash) : isArgon2idOf(secret.view(), hash);
}

bool PasswordHasher::verifyNobody(std::string_view password, PasswordScheme scheme) const {
    (void)verify(password, scheme == PasswordScheme::Argon2id ? nobody_ : nobodyPbkdf2_);
    return false;
}

bool PasswordHasher::outdated(const std::string& hash, PasswordScheme scheme) const {
    if (isPbkdf2Text(hash) != (scheme == PasswordScheme::Pbkdf2Sha512))
        return true;
    if (scheme == PasswordScheme::Pbkdf2Sha512)
        return pbkdf2Iterations(hash) != cost_.pbkdf2Iterations;
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memoryBytes) != 0;
}

} // namespace custos::auth
