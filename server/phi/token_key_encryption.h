#pragma once

#include "server/phi/pkcs11_token.h"
#include "server/phi/sealed_key_encryption.h"

namespace custos::phi {

/// The key-encryption key on a PKCS#11 token, over the files that a server starts with.
///
/// Versions count on across both, so moving into the token is one rotation: the token makes the next version,
/// which wraps from then on, while the files go on opening what they wrapped. Without a key on the token yet,
/// the newest file wraps. A version that neither has is an error; none is ever made again.
class TokenKeyEncryption final : public KeyEncryption {
public:
    [[nodiscard]] static Result<std::unique_ptr<TokenKeyEncryption>, TokenError>
    open(const TokenAddress& address, const KeyStore& store);

    [[nodiscard]] std::uint32_t newest() const override;
    [[nodiscard]] Result<std::vector<ledger::Bytes>, KeyEncryptionError>
    wrap(std::span<const KeyToWrap> keys) override;
    [[nodiscard]] Result<std::vector<DataKey>, KeyEncryptionError>
    unwrap(std::span<const WrappedKey> keys) override;
    [[nodiscard]] Result<std::uint32_t, KeyEncryptionError> addVersion() override;
    /// A key in a token cannot be derived from: its line names the token and the version.
    [[nodiscard]] std::vector<std::string> fingerprints() const override;

private:
    TokenKeyEncryption(std::unique_ptr<Pkcs11Token> token, const KeyStore& store,
                       std::vector<std::uint32_t> versions);
    [[nodiscard]] Result<DataKey, KeyEncryptionError> unwrapOne(const WrappedKey& key);
    [[nodiscard]] Result<ledger::Bytes, KeyEncryptionError> wrapOne(const KeyToWrap& key,
                                                                    std::uint32_t version);

    const std::unique_ptr<Pkcs11Token> token_;
    SealedKeyEncryption files_;
    mutable std::mutex mutex_;
    std::vector<std::uint32_t> versions_; // under mutex_; of the token
};

} // namespace custos::phi
