#include "app/vault/sealed_work.h"

#include "app/vault/derived_key.h"
#include "models/wire/parked_work_json.h"

#include <QJsonDocument>
#include <sodium.h>

namespace custos::app {
namespace {

constexpr qsizetype nonceSize = crypto_secretbox_NONCEBYTES;
constexpr qsizetype macSize = crypto_secretbox_MACBYTES;

unsigned char* octets(SecretBytes& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

const unsigned char* octets(QByteArrayView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// Empty where it does not open.
SecretBytes opened(QByteArrayView sealed, QByteArrayView key) {
    const QByteArrayView box = sealed.sliced(nonceSize);
    SecretBytes plain = SecretBytes::zeros(box.size() - macSize);
    const int failed = crypto_secretbox_open_easy(octets(plain), octets(box), std::size_t(box.size()),
                                                  octets(sealed), octets(key));
    return failed ? SecretBytes() : std::move(plain);
}

} // namespace

void SealedWork::takeShare(QByteArrayView share) {
    static_assert(crypto_secretbox_KEYBYTES == 32, "what deriveKey gives");
    key_ = deriveKey(share, {}, "custos parked work, version 1");
}

void SealedWork::seal(const ParkedWork& work) {
    sealed_.wipe();
    const SecretBytes key = std::move(key_);
    if (key.isEmpty() || work.count() == 0)
        return;
    const SecretBytes plain =
        SecretBytes::take(QJsonDocument(wire::parkedWorkJson(work)).toJson(QJsonDocument::Compact));
    sealed_ = SecretBytes::zeros(nonceSize + macSize + plain.size());
    randombytes_buf(sealed_.data(), std::size_t(nonceSize));
    crypto_secretbox_easy(octets(sealed_) + nonceSize, octets(plain.view()), std::size_t(plain.size()),
                          octets(sealed_), octets(key.view()));
}

ParkedWork SealedWork::open() {
    const SecretBytes sealed = std::move(sealed_);
    if (sealed.isEmpty() || key_.isEmpty())
        return {};
    const SecretBytes plain = opened(sealed.view(), key_.view());
    // Parsed in place: QByteArray would make a copy that nobody wipes.
    const auto json = wire::parseBody(QByteArray::fromRawData(plain.view().data(), plain.size()));
    return json ? wire::parkedWork(*json).value_or(ParkedWork()) : ParkedWork();
}

void SealedWork::destroy() {
    key_.wipe();
    sealed_.wipe();
}

} // namespace custos::app
