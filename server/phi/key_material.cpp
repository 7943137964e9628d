#include "server/phi/key_material.h"

#include "server/phi/field_cipher.h"

#include <memory>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

namespace custos::phi {

namespace {

struct FreeKdf {
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};
using KdfContext = std::unique_ptr<EVP_KDF_CTX, FreeKdf>;

KdfContext hkdf() {
    static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    return KdfContext(EVP_KDF_CTX_new(kdf));
}

} // namespace

ledger::SecretKey<32> randomKey() {
    std::array<std::uint8_t, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    ledger::SecretKey<32> key(bytes);
    ledger::wipe(bytes);
    return key;
}

ledger::Hash hmacSha256(std::span<const std::uint8_t, 32> key, ledger::ByteView message) {
    ledger::Hash mac{};
    crypto_auth_hmacsha256(mac.data(), message.data(), message.size(), key.data());
    return mac;
}

ledger::SecretKey<32> deriveKey(std::span<const std::uint8_t, 32> from, std::string_view label) {
    char digest[] = "SHA256";
    // OSSL_PARAM takes pointers to non-const for input too; nothing is written through them.
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<std::uint8_t*>(from.data()),
                                          from.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(label.data()), label.size()),
        OSSL_PARAM_construct_end()};
    std::array<std::uint8_t, 32> bytes{};
    const KdfContext context = hkdf();
    if (!context || EVP_KDF_derive(context.get(), bytes.data(), bytes.size(), parameters) != 1)
        throw CipherUnavailable("HKDF failed");
    ledger::SecretKey<32> key(bytes);
    ledger::wipe(bytes);
    return key;
}

std::string fingerprintOf(std::span<const std::uint8_t, 32> key) {
    return ledger::toHex(deriveKey(key, "custos fingerprint 1").view().first(8));
}

} // namespace custos::phi
