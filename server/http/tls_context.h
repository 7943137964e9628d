#pragma once

#include "ledger/result.h"
#include "server/http/listening_socket.h"

#include <memory>
#include <openssl/ssl.h>
#include <string>

namespace custos::http {

/// The server's TLS identity. The key is PEM text and stays in memory only.
struct Identity {
    std::string certificateChainPem; ///< Leaf first, then the practice authority.
    std::string privateKeyPem;
};

struct FreeTlsContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// What the server speaks: TLS 1.3, with `allowTls12` also 1.2 with forward-secret AEAD (RFC 9325), as
/// `identity`; HTTP/1.1 by ALPN and nothing else; no compression, renegotiation, tickets or early data.
[[nodiscard]] Result<TlsContext, ListenError> makeTlsContext(const Identity& identity, bool allowTls12);

} // namespace custos::http
