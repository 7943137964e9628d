#pragma once

#include "server/phi/key_encryption.h"
#include "server/phi/key_store.h"

#include <filesystem>
#include <map>
#include <mutex>

namespace custos::phi {

/// The key-encryption key in files of the key directory: `key-encryption` is version 1, `key-encryption-2`
/// the next, and so on (key_store.h says what a file has to be). The default.
///
/// A version that another server has added is read when something names it.
class SealedKeyEncryption final : public KeyEncryption {
public:
    explicit SealedKeyEncryption(const KeyStore& store);

    [[nodiscard]] std::uint32_t newest() const override;
    [[nodiscard]] Result<std::vector<ledger::Bytes>, KeyEncryptionError>
    wrap(std::span<const KeyToWrap> keys) override;
    [[nodiscard]] Result<std::vector<DataKey>, KeyEncryptionError>
    unwrap(std::span<const WrappedKey> keys) override;
    [[nodiscard]] Result<std::uint32_t, KeyEncryptionError> addVersion() override;
    [[nodiscard]] std::vector<std::string> fingerprints() const override;

private:
    [[nodiscard]] Result<DataKey, KeyEncryptionError> unwrapOne(const WrappedKey& key);
    void readFurtherVersions();

    const std::filesystem::path directory_;
    mutable std::mutex mutex_;
    std::map<std::uint32_t, FieldCipher> versions_;     // under mutex_
    std::map<std::uint32_t, std::string> fingerprints_; // under mutex_
};

} // namespace custos::phi
