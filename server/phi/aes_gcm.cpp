#include "server/phi/aes_gcm.h"

#include <algorithm>
#include <memory>
#include <openssl/evp.h>

namespace custos::phi {

using ledger::ByteView;

namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Fetched once: looking the algorithm up at each call costs more than the encryption.
const EVP_CIPHER* aes256Gcm() {
    static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return cipher;
}

// One context per thread and direction, told its cipher once: allocating one per field, or having it forget
// the cipher between two keys, costs more than the decryption.
Context contextFor(int (*initialise)(EVP_CIPHER_CTX*, const EVP_CIPHER*, const unsigned char*,
                                     const unsigned char*, const OSSL_PARAM*)) {
    Context context(EVP_CIPHER_CTX_new());
    if (!context || initialise(context.get(), aes256Gcm(), nullptr, nullptr, nullptr) != 1)
        return nullptr;
    return context;
}
EVP_CIPHER_CTX* sealingContext() {
    thread_local const Context context = contextFor(&EVP_EncryptInit_ex2);
    return context.get();
}
EVP_CIPHER_CTX* openingContext() {
    thread_local const Context context = contextFor(&EVP_DecryptInit_ex2);
    return context.get();
}

} // namespace

bool aes256GcmSeal(GcmKey key, GcmNonce nonce, ByteView associated, ByteView plain,
                   std::span<std::uint8_t> out) {
    EVP_CIPHER_CTX* context = sealingContext();
    std::uint8_t* tag = out.data() + plain.size();
    int length = 0;
    return context != nullptr && out.size() == plain.size() + gcmTagSize &&
           EVP_EncryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) == 1 &&
           EVP_EncryptUpdate(context, nullptr, &length, associated.data(), int(associated.size())) == 1 &&
           EVP_EncryptUpdate(context, out.data(), &length, plain.data(), int(plain.size())) == 1 &&
           EVP_EncryptFinal_ex(context, tag, &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, gcmTagSize, tag) == 1;
}

bool aes256GcmOpen(GcmKey key, GcmNonce nonce, ByteView associated, ByteView sealed,
                   std::span<std::uint8_t> plain) {
    EVP_CIPHER_CTX* context = openingContext();
    if (context == nullptr || sealed.size() != plain.size() + gcmTagSize)
        return false;
    std::array<std::uint8_t, gcmTagSize> tag{};
    std::copy(sealed.end() - gcmTagSize, sealed.end(), tag.begin());
    int length = 0;
    const bool opened =
        EVP_DecryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) == 1 &&
        EVP_DecryptUpdate(context, nullptr, &length, associated.data(), int(associated.size())) == 1 &&
        EVP_DecryptUpdate(context, plain.data(), &length, sealed.data(), int(plain.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, gcmTagSize, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context, plain.data() + plain.size(), &length) == 1;
    if (!opened)
        ledger::wipe(plain);
    return opened;
}

} // namespace custos::phi
