#include "models/domain/secret_bytes.h"

#include <sodium.h>

#include <new>

namespace custos {

void SecretBytes::Free::operator()(char* bytes) const {
    sodium_free(bytes); // wipes first
}

SecretBytes::SecretBytes(qsizetype size)
    : size_(size) {
    // Must have run before the first sodium_malloc; repeating it costs a load.
    if (sodium_init() < 0)
        throw std::bad_alloc();
    bytes_.reset(static_cast<char*>(sodium_malloc(size_t(size))));
    if (!bytes_)
        throw std::bad_alloc();
}

SecretBytes SecretBytes::copy(QByteArrayView bytes) {
    if (bytes.isEmpty())
        return {};
    SecretBytes secret(bytes.size());
    std::copy(bytes.begin(), bytes.end(), secret.data());
    return secret;
}

SecretBytes SecretBytes::take(QByteArray&& bytes) {
    QByteArray taken = std::move(bytes);
    SecretBytes secret = copy(taken);
    custos::wipe(taken);
    return secret;
}

SecretBytes SecretBytes::zeros(qsizetype size) {
    if (size <= 0)
        return {};
    SecretBytes secret(size);
    sodium_memzero(secret.data(), size_t(size));
    return secret;
}

void wipe(QByteArray& bytes) {
    if (bytes.isDetached())
        sodium_memzero(bytes.data(), size_t(bytes.size()));
    bytes.clear();
}

} // namespace custos
