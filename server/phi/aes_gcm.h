#pragma once

#include "ledger/bytes.h"

namespace custos::phi {

// The bare cipher of NIST SP 800-38D, apart from FieldCipher so that published vectors can be run against
// what really encrypts. Nothing but FieldCipher uses it: whoever chooses nonces by hand will one day repeat
// one.

inline constexpr std::size_t gcmNonceSize = 12;
inline constexpr std::size_t gcmTagSize = 16;

using GcmKey = std::span<const std::uint8_t, 32>;
using GcmNonce = std::span<const std::uint8_t, gcmNonceSize>;

/// Writes plain.size() bytes of ciphertext and then the tag. False when the library fails.
[[nodiscard]] bool aes256GcmSeal(GcmKey key, GcmNonce nonce, ledger::ByteView associated,
                                 ledger::ByteView plain, std::span<std::uint8_t> ciphertextAndTag);

/// False, and `plain` all zeros, unless the tag is right. `plain` is as long as the ciphertext.
[[nodiscard]] bool aes256GcmOpen(GcmKey key, GcmNonce nonce, ledger::ByteView associated,
                                 ledger::ByteView ciphertextAndTag, std::span<std::uint8_t> plain);

} // namespace custos::phi
