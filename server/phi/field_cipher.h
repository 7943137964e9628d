#pragma once

#include "ledger/result.h"
#include "ledger/secret_key.h"
#include "server/phi/field.h"

#include <stdexcept>
#include <string>

namespace custos::phi {

using DataKey = ledger::SecretKey<32>;

/// The one answer to everything that does not open: moved, damaged, of another key, too short, of an unknown
/// format. Telling them apart would tell an attacker who edits rows which part to try next.
enum class CipherError { Refused };

/// The random source or the cipher itself failed, which no caller can handle: the request ends.
class CipherUnavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// AES-256-GCM (NIST SP 800-38D) over single fields, under one key of one version.
///
/// Guarantees: a fresh random 96-bit nonce for each ciphertext; associated data that binds tenant, field, row
/// and key version; nothing of a plaintext is handed out unless the tag was right. Thread-safe: any number
/// of threads may share one cipher.
///
/// Ciphertext, format 1: `01 | key version (4, big-endian) | nonce (12) | ciphertext | tag (16)`.
class FieldCipher {
public:
    /// Versions count from 1; 0 names no key and opens nothing.
    FieldCipher(DataKey key, std::uint32_t keyVersion);

    [[nodiscard]] std::uint32_t keyVersion() const { return keyVersion_; }

    /// 33 bytes longer than `plain`. Throws CipherUnavailable.
    [[nodiscard]] ledger::Bytes seal(const FieldAddress& address, ledger::ByteView plain) const;
    [[nodiscard]] ledger::Bytes seal(const FieldAddress& address, std::string_view plain) const;

    [[nodiscard]] Result<std::string, CipherError> open(const FieldAddress& address,
                                                        ledger::ByteView sealed) const;

    /// Opens a 32-byte key straight into a self-clearing place.
    [[nodiscard]] Result<DataKey, CipherError> openKey(const FieldAddress& address,
                                                       ledger::ByteView sealed) const;

private:
    DataKey key_;
    std::uint32_t keyVersion_;
};

inline constexpr std::size_t sealOverhead = 1 + 4 + 12 + 16;

/// Which version of its key a ciphertext names; 0 for something that is no ciphertext of ours. Not yet
/// authenticated: good for choosing the key, for nothing else.
[[nodiscard]] std::uint32_t keyVersionOf(ledger::ByteView sealed);

} // namespace custos::phi
