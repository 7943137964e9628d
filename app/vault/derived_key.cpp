#include "app/vault/derived_key.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <QMessageAuthenticationCode>
#include <sodium.h>

#include <memory>
#include <new>

namespace custos::app {
namespace {

constexpr qsizetype keySize = 32;
// RFC 5869's salt where there is none, spelled out: OpenSSL 3.0 derives nothing without one.
constexpr char noSalt[32] = {};

struct FreeContext {
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

OSSL_PARAM octets(const char* name, QByteArrayView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), size_t(bytes.size()));
}

} // namespace

SecretBytes deriveKey(QByteArrayView secret, QByteArrayView salt, QByteArrayView purpose) {
    EVP_KDF* hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    const std::unique_ptr<EVP_KDF_CTX, FreeContext> context(EVP_KDF_CTX_new(hkdf));
    EVP_KDF_free(hkdf);
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        octets(OSSL_KDF_PARAM_KEY, secret),
        octets(OSSL_KDF_PARAM_SALT, salt.isEmpty() ? QByteArrayView(noSalt, sizeof noSalt) : salt),
        octets(OSSL_KDF_PARAM_INFO, purpose), OSSL_PARAM_construct_end()};
    SecretBytes key = SecretBytes::zeros(keySize);
    auto* bytes = reinterpret_cast<unsigned char*>(key.data());
    // Fails only when OpenSSL has no memory or no SHA-256: there is nothing to go on with then.
    if (!context || EVP_KDF_derive(context.get(), bytes, keySize, params) != 1)
        throw std::bad_alloc();
    return key;
}

QByteArray authenticate(QByteArrayView key, QByteArrayView message) {
    return QMessageAuthenticationCode::hash(message.toByteArray(), key.toByteArray(),
                                            QCryptographicHash::Sha256);
}

bool isAuthentic(QByteArrayView key, QByteArrayView message, QByteArrayView mac) {
    const QByteArray expected = authenticate(key, message);
    return mac.size() == expected.size() &&
           sodium_memcmp(mac.data(), expected.constData(), size_t(mac.size())) == 0;
}

} // namespace custos::app
