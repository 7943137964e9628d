#pragma once

#include "ledger/result.h"
#include "ledger/secret_key.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace custos::phi {

/// The keys that lie outside the database cluster, one file each, in `DIR/keys`.
enum class StoredKey : std::uint8_t {
    KeyEncryption = 1, ///< wraps the tenants' keys
    Pepper = 2,        ///< goes into every password hash and lookup hash
    AuditMac = 3,      ///< MACs audit entries from the moment they are written
    SubjectHash = 4,   ///< hashes patients' ids in audit entries; does not rotate with data keys
    LedgerSigning = 5, ///< Ed25519 seed (RFC 8032) that signs checkpoints
};

enum class KeyStoreError {
    Missing,          ///< no key directory, or a key file of it is gone (never replaced silently)
    AlreadyThere,     ///< `create` over an existing directory
    LoosePermissions, ///< directory not 0700, a file not 0600, a link, or somebody else's
    Damaged,          ///< a file that does not read back as the key that was written
    Unwritable,
};

/// The offline half of a restore statement: shown once when the keys are made, stored nowhere.
struct RecoveryKey {
    std::string text; ///< 17 groups of four hex digits, the last one a check; to be printed
};

/// The server's long-lived secrets, read once at start.
///
/// Guarantees: keys come from the system's random source; files are 0600 in a 0700 directory of the process's
/// own user and are refused otherwise; a missing key is an error, never a reason to make a new one; in memory
/// keys lie in locked, guarded pages that never reach swap or a core dump and are cleared at the end.
/// Immutable after opening and thread-safe. Whoever holds a view keeps the store alive.
class KeyStore {
public:
    struct Created;

    /// Makes the directory and all keys, and writes each durably before it returns.
    [[nodiscard]] static Result<Created, KeyStoreError> create(const std::filesystem::path& directory);
    [[nodiscard]] static Result<KeyStore, KeyStoreError> open(const std::filesystem::path& directory);
    /// For a process that may have only some: no other key file is opened, and asking for another key throws
    /// std::out_of_range.
    [[nodiscard]] static Result<KeyStore, KeyStoreError> openOnly(const std::filesystem::path& directory,
                                                                  std::span<const StoredKey> wanted);

    KeyStore(KeyStore&&) noexcept;
    KeyStore& operator=(KeyStore&&) noexcept;
    ~KeyStore();

    /// Where the files lie.
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

    /// 32 bytes, valid as long as this store.
    [[nodiscard]] std::span<const std::uint8_t, 32> key(StoredKey which) const;

    /// A 32-byte key for one narrow use: HKDF-SHA256 (RFC 5869) of a stored key with `label` as info.
    [[nodiscard]] ledger::SecretKey<32> derive(StoredKey from, std::string_view label) const;

    /// What /health shows: `name:` and 16 hex digits of a keyed hash. Tells whether two servers hold the same
    /// keys; tells nothing about a key.
    [[nodiscard]] std::vector<std::string> fingerprints() const;

    /// Ed25519 public key against which a restore statement is checked.
    [[nodiscard]] std::span<const std::uint8_t, 32> recoveryPublicKey() const;

private:
    struct Keys;
    struct Unmap {
        void operator()(Keys* keys) const;
    };
    KeyStore(std::filesystem::path directory, std::unique_ptr<Keys, Unmap> keys);

    std::filesystem::path directory_;
    std::unique_ptr<Keys, Unmap> keys_;
};

struct KeyStore::Created {
    KeyStore store;
    RecoveryKey recovery;
};

/// The Ed25519 seed in a printed recovery key; nothing when it was mistyped. Spaces, hyphens and case do not
/// matter.
[[nodiscard]] std::optional<ledger::SecretKey<32>> parseRecoveryKey(std::string_view text);

} // namespace custos::phi
