#include "ledger/mac.h"

#include <sodium.h>

namespace custos::ledger {

static_assert(crypto_auth_hmacsha256_BYTES == sizeof(Mac) && crypto_auth_hmacsha256_KEYBYTES == 32);

Mac entryMac(const MacKey& key, ByteView entryBytes) {
    Mac mac;
    crypto_auth_hmacsha256(mac.data(), entryBytes.data(), entryBytes.size(), key.view().data());
    return mac;
}

bool entryMacHolds(const MacKey& key, ByteView entryBytes, ByteView mac) {
    return equalInConstantTime(entryMac(key, entryBytes), mac);
}

} // namespace custos::ledger
