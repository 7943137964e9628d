#include "ledger/keys.h"

#include "ledger/hash.h"

#include <algorithm>
#include <sodium.h>

namespace custos::ledger {

static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(PublicKey) && crypto_sign_SECRETKEYBYTES == 64 &&
              crypto_sign_SEEDBYTES == 32 && crypto_sign_BYTES == sizeof(Signature));

namespace {

// The algorithm byte of Ed25519 in C2SP signed-note.
constexpr std::uint8_t ed25519 = 0x01;

constexpr std::string_view originPrefix = "custos/";

std::string upperCase(std::string hex) {
    std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' ? char(c - 'a' + 'A') : c; });
    return hex;
}

std::string grouped(ByteView bytes, std::size_t digitsPerGroup) {
    std::string text = upperCase(toHex(bytes));
    for (std::size_t at = digitsPerGroup; at < text.size(); at += digitsPerGroup + 1)
        text.insert(at, 1, ' ');
    return text;
}

Bytes typedKey(const PublicKey& key) {
    Bytes bytes(1 + key.bytes.size(), ed25519);
    std::ranges::copy(key.bytes, bytes.begin() + 1);
    return bytes;
}

} // namespace

SigningKey::SigningKey(SecretKey<64> secret, PublicKey publicKey)
    : secret_(std::move(secret))
    , publicKey_(publicKey) {}

SigningKey SigningKey::fromSeed(const SecretKey<32>& seed) {
    std::array<std::uint8_t, 64> secret{};
    PublicKey publicKey;
    crypto_sign_seed_keypair(publicKey.bytes.data(), secret.data(), seed.view().data());
    SigningKey key(SecretKey<64>(secret), publicKey);
    wipe(secret);
    return key;
}

Signature SigningKey::sign(ByteView message) const {
    Signature signature;
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.view().data());
    return signature;
}

bool signatureHolds(const PublicKey& key, ByteView message, const Signature& signature) {
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.bytes.data()) ==
           0;
}

std::string originOf(const Uuid& practice) {
    return std::string(originPrefix) + toText(practice);
}

KeyId keyIdOf(const LedgerIdentity& ledger) {
    std::string named = originOf(ledger.practice) + '\n';
    const Bytes key = typedKey(ledger.key);
    named.append(key.begin(), key.end());
    const Hash hash = sha256(asBytes(named));
    KeyId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

std::string shortForm(const KeyId& id) {
    return grouped(id, 2);
}

std::string fingerprint(const PublicKey& key) {
    return grouped(sha256(key.bytes), 4);
}

std::string toText(const LedgerIdentity& ledger) {
    return originOf(ledger.practice) + '+' + toHex(keyIdOf(ledger)) + '+' + toBase64(typedKey(ledger.key));
}

std::optional<LedgerIdentity> ledgerFromText(std::string_view text) {
    constexpr std::size_t uuidLength = 36, keyIdLength = 8;
    constexpr std::size_t keyAt = originPrefix.size() + uuidLength + 1 + keyIdLength + 1;
    if (text.size() <= keyAt)
        return std::nullopt;
    const auto practice = uuidFromText(text.substr(originPrefix.size(), uuidLength));
    const auto key = fromBase64(text.substr(keyAt));
    LedgerIdentity ledger;
    if (!practice || !key || key->size() != ledger.key.bytes.size() + 1)
        return std::nullopt;
    ledger.practice = *practice;
    std::copy(key->begin() + 1, key->end(), ledger.key.bytes.begin());
    // Writing it again checks the prefix, the separators, the key id and the algorithm at once.
    if (toText(ledger) != text)
        return std::nullopt;
    return ledger;
}

} // namespace custos::ledger
