#include "ledger/hash.h"

#include <sodium.h>

namespace custos::ledger {

static_assert(crypto_hash_sha256_BYTES == sizeof(Hash));

Hash leafHash(ByteView data) {
    return prefixedHash(0x00, data, {});
}

Hash nodeHash(const Hash& left, const Hash& right) {
    return prefixedHash(0x01, left, right);
}

Hash emptyRoot() {
    return sha256({});
}

Hash prefixedHash(std::uint8_t prefix, ByteView first, ByteView second) {
    crypto_hash_sha256_state state;
    Hash hash;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, first.data(), first.size());
    crypto_hash_sha256_update(&state, second.data(), second.size());
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

Hash sha256(ByteView data) {
    Hash hash;
    crypto_hash_sha256(hash.data(), data.data(), data.size());
    return hash;
}

} // namespace custos::ledger
