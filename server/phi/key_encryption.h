#pragma once

#include "ledger/result.h"
#include "server/phi/field_cipher.h"

#include <string>
#include <vector>

namespace custos::phi {

enum class KeyEncryptionError {
    NoVersion,   ///< the key's version that the ciphertext names is not to be had here
    Refused,     ///< does not open: moved, damaged, or of another key
    Unavailable, ///< the keys' place does not answer: a file system, a module, a token
};

struct KeyToWrap {
    FieldAddress address;
    DataKey key;
};

struct WrappedKey {
    FieldAddress address;
    ledger::Bytes wrapped;
};

/// The key-encryption key, wherever it lies, in all its versions. It wraps tenants' keys and nothing else.
///
/// Messages, not objects: batches go in and out, so that it may live in a token or another process. What was
/// wrapped names its version (field_cipher.h has the bytes, which are the same everywhere); the newest one
/// wraps, older ones go on opening. An error hands nothing out. Thread-safe; may block.
class KeyEncryption {
public:
    virtual ~KeyEncryption() = default;

    /// The version that wraps.
    [[nodiscard]] virtual std::uint32_t newest() const = 0;

    [[nodiscard]] virtual Result<std::vector<ledger::Bytes>, KeyEncryptionError>
    wrap(std::span<const KeyToWrap> keys) = 0;
    [[nodiscard]] virtual Result<std::vector<DataKey>, KeyEncryptionError>
    unwrap(std::span<const WrappedKey> keys) = 0;

    /// Makes the next version, durably, and wraps with it from now on. The older ones stay.
    [[nodiscard]] virtual Result<std::uint32_t, KeyEncryptionError> addVersion() = 0;

    /// For /health: `name:` and 16 hex digits for each version.
    [[nodiscard]] virtual std::vector<std::string> fingerprints() const = 0;
};

/// All of what `one` makes of the keys, or its first error.
template<class One>
Result<std::vector<DataKey>, KeyEncryptionError> unwrapEach(std::span<const WrappedKey> keys, One one) {
    std::vector<DataKey> opened;
    for (const WrappedKey& key : keys) {
        auto plain = one(key);
        if (!plain)
            return unexpected(plain.error());
        opened.push_back(std::move(*plain));
    }
    return opened;
}

} // namespace custos::phi
