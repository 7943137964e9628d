#include "server/phi/field_cipher.h"

#include "server/phi/sealed_format.h"

#include <openssl/rand.h>

namespace custos::phi {

using ledger::Bytes;
using ledger::ByteView;

namespace {

static_assert(sealOverhead == sealedHeaderSize + gcmNonceSize + gcmTagSize);

bool openInto(std::span<std::uint8_t> plain, const DataKey& key, const FieldAddress& address,
              ByteView sealed) {
    const ByteView nonce = sealed.subspan(sealedHeaderSize, gcmNonceSize);
    return aes256GcmOpen(key.view(), nonce.first<gcmNonceSize>(),
                         associatedData(address, bigEndianAt(sealed, 1)),
                         sealed.subspan(sealedHeaderSize + gcmNonceSize), plain);
}

} // namespace

FieldCipher::FieldCipher(DataKey key, std::uint32_t keyVersion)
    : key_(std::move(key))
    , keyVersion_(keyVersion) {}

Bytes FieldCipher::seal(const FieldAddress& address, ByteView plain) const {
    Bytes sealed(sealOverhead + plain.size());
    sealed[0] = sealedFormat;
    putBigEndian(sealed.begin() + 1, keyVersion_);
    const auto nonce = std::span(sealed).subspan<sealedHeaderSize, gcmNonceSize>();
    if (RAND_bytes(nonce.data(), int(nonce.size())) != 1)
        throw CipherUnavailable("no random bytes");
    if (!aes256GcmSeal(key_.view(), nonce, associatedData(address, keyVersion_), plain,
                       std::span(sealed).subspan(sealedHeaderSize + gcmNonceSize)))
        throw CipherUnavailable("AES-256-GCM failed");
    return sealed;
}

Bytes FieldCipher::seal(const FieldAddress& address, std::string_view plain) const {
    return seal(address, ledger::asBytes(plain));
}

Result<std::string, CipherError> FieldCipher::open(const FieldAddress& address, ByteView sealed) const {
    if (keyVersionOf(sealed) != keyVersion_)
        return unexpected(CipherError::Refused);
    std::string plain(sealed.size() - sealOverhead, '\0');
    const std::span<std::uint8_t> out(reinterpret_cast<std::uint8_t*>(plain.data()), plain.size());
    if (!openInto(out, key_, address, sealed))
        return unexpected(CipherError::Refused);
    return plain;
}

Result<DataKey, CipherError> FieldCipher::openKey(const FieldAddress& address, ByteView sealed) const {
    if (keyVersionOf(sealed) != keyVersion_ || sealed.size() != sealOverhead + 32)
        return unexpected(CipherError::Refused);
    std::array<std::uint8_t, 32> bytes{};
    if (!openInto(bytes, key_, address, sealed))
        return unexpected(CipherError::Refused);
    DataKey key(bytes);
    ledger::wipe(bytes);
    return key;
}

std::uint32_t keyVersionOf(ByteView sealed) {
    return sealed.size() >= sealOverhead && sealed[0] == sealedFormat ? bigEndianAt(sealed, 1) : 0;
}

} // namespace custos::phi
