#include "server/phi/field_cipher.h"

#include "server/phi/aes_gcm.h"

#include <algorithm>
#include <openssl/rand.h>

namespace custos::phi {

using ledger::Bytes;
using ledger::ByteView;

namespace {

constexpr std::uint8_t formatVersion = 1;
constexpr std::size_t headerSize = 1 + 4;
static_assert(sealOverhead == headerSize + gcmNonceSize + gcmTagSize);

template<class Out>
Out putBigEndian(Out out, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0})
        *out++ = static_cast<std::uint8_t>(value >> shift);
    return out;
}

std::uint32_t bigEndianAt(ByteView bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
           std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

// Every part has a fixed length, so no two addresses share their bytes.
using AssociatedData = std::array<std::uint8_t, 1 + 16 + 4 + 16 + 4>;

AssociatedData associatedData(const FieldAddress& address, std::uint32_t keyVersion) {
    AssociatedData data{};
    auto* out = data.data();
    *out++ = formatVersion;
    out = std::copy(address.tenant.bytes.begin(), address.tenant.bytes.end(), out);
    out = putBigEndian(out, static_cast<std::uint32_t>(address.field));
    out = std::copy(address.row.bytes.begin(), address.row.bytes.end(), out);
    putBigEndian(out, keyVersion);
    return data;
}

bool openInto(std::span<std::uint8_t> plain, const DataKey& key, const FieldAddress& address,
              ByteView sealed) {
    const ByteView nonce = sealed.subspan(headerSize, gcmNonceSize);
    return aes256GcmOpen(key.view(), nonce.first<gcmNonceSize>(),
                         associatedData(address, bigEndianAt(sealed, 1)),
                         sealed.subspan(headerSize + gcmNonceSize), plain);
}

} // namespace

FieldCipher::FieldCipher(DataKey key, std::uint32_t keyVersion)
    : key_(std::move(key))
    , keyVersion_(keyVersion) {}

Bytes FieldCipher::seal(const FieldAddress& address, ByteView plain) const {
    Bytes sealed(sealOverhead + plain.size());
    sealed[0] = formatVersion;
    putBigEndian(sealed.begin() + 1, keyVersion_);
    const auto nonce = std::span(sealed).subspan<headerSize, gcmNonceSize>();
    if (RAND_bytes(nonce.data(), int(nonce.size())) != 1)
        throw CipherUnavailable("no random bytes");
    if (!aes256GcmSeal(key_.view(), nonce, associatedData(address, keyVersion_), plain,
                       std::span(sealed).subspan(headerSize + gcmNonceSize)))
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
    return sealed.size() >= sealOverhead && sealed[0] == formatVersion ? bigEndianAt(sealed, 1) : 0;
}

} // namespace custos::phi
