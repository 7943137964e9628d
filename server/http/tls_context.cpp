#include "server/http/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace custos::http {

namespace {

template<auto Free>
struct Freed {
    template<class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Text = std::unique_ptr<BIO, Freed<&BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;

Text textOf(const std::string& pem) {
    return Text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

/// Only HTTP/1.1: a client that insists on something else is told so in the handshake.
int selectProtocol(SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* in,
                   unsigned inLength, void*) {
    static constexpr unsigned char offered[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    const int result = SSL_select_next_proto(&chosen, outLength, offered, sizeof(offered), in, inLength);
    *out = chosen;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void harden(SSL_CTX* context, bool allowTls12) {
    SSL_CTX_set_min_proto_version(context, allowTls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
    // No tickets (the number is TLS 1.3's, the option TLS 1.2's), no resumption: nothing to steal that
    // outlives a connection, and no early data.
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, &selectProtocol, nullptr);
}

bool takeCertificates(SSL_CTX* context, const std::string& chain) {
    const auto text = textOf(chain);
    const Certificate leaf(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
    if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1)
        return false;
    while (Certificate next{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)}) {
        if (SSL_CTX_add0_chain_cert(context, next.get()) != 1)
            return false;
        (void)next.release(); // the context's now
    }
    // The end of the text is no error, but stands among them.
    ERR_clear_error();
    return true;
}

bool takeKey(SSL_CTX* context, const std::string& pem) {
    const auto text = textOf(pem);
    const PrivateKey key(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr));
    return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

} // namespace

Result<TlsContext, ListenError> makeTlsContext(const Identity& identity, bool allowTls12) {
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    if (!context)
        return unexpected(ListenError::BadKey);
    harden(context.get(), allowTls12);
    if (!takeCertificates(context.get(), identity.certificateChainPem))
        return unexpected(ListenError::BadCertificate);
    if (!takeKey(context.get(), identity.privateKeyPem))
        return unexpected(ListenError::BadKey);
    return context;
}

} // namespace custos::http
