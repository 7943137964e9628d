#pragma once

#include "ledger/secret_key.h"
#include "ledger/uuid.h"

namespace custos::ledger {

/// The public half of a ledger key: Ed25519, RFC 8032.
struct PublicKey {
    std::array<std::uint8_t, 32> bytes{};

    friend auto operator<=>(const PublicKey&, const PublicKey&) = default;
};

using Signature = std::array<std::uint8_t, 64>;

/// The private half. Zeroed when it goes; movable, never copied.
class SigningKey {
public:
    /// Derives the pair from 32 secret random bytes (RFC 8032 section 5.1.5).
    [[nodiscard]] static SigningKey fromSeed(const SecretKey<32>& seed);

    [[nodiscard]] const PublicKey& publicKey() const { return publicKey_; }
    [[nodiscard]] Signature sign(ByteView message) const;

private:
    SigningKey(SecretKey<64> secret, PublicKey publicKey);

    SecretKey<64> secret_;
    PublicKey publicKey_;
};

/// False for small-order keys and malleated signatures too.
[[nodiscard]] bool signatureHolds(const PublicKey& key, ByteView message, const Signature& signature);

/// Which log is meant: one practice's, signed by one key. One server's key may sign several practices' logs,
/// so neither half is enough by itself.
struct LedgerIdentity {
    Uuid practice;
    PublicKey key;

    friend auto operator<=>(const LedgerIdentity&, const LedgerIdentity&) = default;
};

/// `custos/<practice>`: the origin line of the log's checkpoints, and the name of the key that signs them.
[[nodiscard]] std::string originOf(const Uuid& practice);

/// Tells keys apart in signature lines (C2SP signed-note); four bytes prove nothing to anyone.
using KeyId = std::array<std::uint8_t, 4>;
[[nodiscard]] KeyId keyIdOf(const LedgerIdentity& ledger);

/// `3F 0A 91 C2`: for people, to say which key they mean. Not for comparing keys that somebody may have
/// forged.
[[nodiscard]] std::string shortForm(const KeyId& id);

/// SHA-256 of the public key in 16 groups of four capitals, for two people to compare aloud.
[[nodiscard]] std::string fingerprint(const PublicKey& key);

/// The verifier key of C2SP signed-note: `custos/<practice>+<key id>+<base64>`. One line that says whose log
/// and which key; what `custos-verify --key` takes.
[[nodiscard]] std::string toText(const LedgerIdentity& ledger);

/// Accepts exactly what `toText` writes.
[[nodiscard]] std::optional<LedgerIdentity> ledgerFromText(std::string_view text);

} // namespace custos::ledger
