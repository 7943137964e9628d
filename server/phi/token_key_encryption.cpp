#include "server/phi/token_key_encryption.h"

#include "ledger/hash.h"
#include "server/phi/sealed_format.h"

#include <openssl/rand.h>

namespace custos::phi {

using ledger::Bytes;

namespace {

KeyEncryptionError errorOf(TokenError error) {
    switch (error) {
    case TokenError::NoSuchKey:
        return KeyEncryptionError::NoVersion;
    case TokenError::Refused:
        return KeyEncryptionError::Refused;
    default:
        return KeyEncryptionError::Unavailable;
    }
}

} // namespace

Result<std::unique_ptr<TokenKeyEncryption>, TokenError> TokenKeyEncryption::open(const TokenAddress& address,
                                                                                 const KeyStore& store) {
    auto token = Pkcs11Token::open(address);
    if (!token)
        return unexpected(token.error());
    auto versions = (*token)->versions();
    if (!versions)
        return unexpected(versions.error());
    return std::unique_ptr<TokenKeyEncryption>(
        new TokenKeyEncryption(std::move(*token), store, std::move(*versions)));
}

TokenKeyEncryption::TokenKeyEncryption(std::unique_ptr<Pkcs11Token> token, const KeyStore& store,
                                       std::vector<std::uint32_t> versions)
    : token_(std::move(token))
    , files_(store)
    , versions_(std::move(versions)) {}

std::uint32_t TokenKeyEncryption::newest() const {
    const std::lock_guard lock(mutex_);
    return versions_.empty() ? files_.newest() : versions_.back();
}

Result<Bytes, KeyEncryptionError> TokenKeyEncryption::wrapOne(const KeyToWrap& key, std::uint32_t version) {
    Bytes wrapped(sealedHeaderSize + gcmNonceSize);
    wrapped[0] = sealedFormat;
    putBigEndian(wrapped.begin() + 1, version);
    const auto nonce = std::span(wrapped).subspan<sealedHeaderSize, gcmNonceSize>();
    if (RAND_bytes(nonce.data(), int(nonce.size())) != 1)
        throw CipherUnavailable("no random bytes");
    const auto sealed = token_->seal(version, nonce, associatedData(key.address, version), key.key.view());
    if (!sealed)
        return unexpected(errorOf(sealed.error()));
    wrapped.insert(wrapped.end(), sealed->begin(), sealed->end());
    return wrapped;
}

Result<std::vector<Bytes>, KeyEncryptionError> TokenKeyEncryption::wrap(std::span<const KeyToWrap> keys) {
    const std::lock_guard lock(mutex_);
    if (versions_.empty())
        return files_.wrap(keys);
    std::vector<Bytes> wrapped;
    for (const KeyToWrap& key : keys) {
        auto one = wrapOne(key, versions_.back());
        if (!one)
            return unexpected(one.error());
        wrapped.push_back(std::move(*one));
    }
    return wrapped;
}

Result<DataKey, KeyEncryptionError> TokenKeyEncryption::unwrapOne(const WrappedKey& key) {
    const auto version = keyVersionOf(key.wrapped);
    if (version <= files_.newest()) {
        auto opened = files_.unwrap(std::span(&key, 1));
        if (!opened)
            return unexpected(opened.error());
        return std::move(opened->front());
    }
    if (key.wrapped.size() != sealOverhead + 32)
        return unexpected(KeyEncryptionError::Refused);
    const std::span wrapped(key.wrapped);
    std::array<std::uint8_t, 32> plain{};
    const auto opened = token_->open(version, wrapped.subspan<sealedHeaderSize, gcmNonceSize>(),
                                     associatedData(key.address, version),
                                     wrapped.subspan(sealedHeaderSize + gcmNonceSize), plain);
    if (!opened)
        return unexpected(errorOf(opened.error()));
    DataKey made(plain);
    ledger::wipe(plain);
    return made;
}

Result<std::vector<DataKey>, KeyEncryptionError>
TokenKeyEncryption::unwrap(std::span<const WrappedKey> keys) {
    const std::lock_guard lock(mutex_);
    return unwrapEach(keys, [this](const WrappedKey& key) { return unwrapOne(key); });
}

Result<std::uint32_t, KeyEncryptionError> TokenKeyEncryption::addVersion() {
    const std::lock_guard lock(mutex_);
    const auto known = token_->versions(); // another server may have made one
    if (!known)
        return unexpected(errorOf(known.error()));
    const auto next = std::max(files_.newest(), known->empty() ? 0 : known->back()) + 1;
    if (const auto made = token_->generate(next); !made)
        return unexpected(errorOf(made.error()));
    versions_ = *known;
    versions_.push_back(next);
    return next;
}

std::vector<std::string> TokenKeyEncryption::fingerprints() const {
    const std::lock_guard lock(mutex_);
    auto lines = files_.fingerprints();
    for (const auto version : versions_) {
        const auto name =
            "custos token fingerprint 1/" + token_->serialNumber() + "/" + std::to_string(version);
        const ledger::Hash shown = ledger::sha256(ledger::asBytes(name));
        lines.push_back("key-encryption-" + std::to_string(version) + ":" +
                        ledger::toHex(std::span(shown).first(8)));
    }
    return lines;
}

} // namespace custos::phi
