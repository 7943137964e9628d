#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::testing {

struct HttpsAnswer {
    int status = 0;
    std::map<std::string, std::string> headers; ///< Names in lower case
    std::string body;
};

struct HttpsOptions {
    std::string caPem = {}; ///< Empty: the certificate is not checked.
    int minTls = 0;         ///< OpenSSL's constants; 0: what OpenSSL likes.
    int maxTls = 0;
    std::string cipherList = {};             ///< For TLS 1.2
    std::vector<std::string> protocols = {}; ///< ALPN, in order
    std::string from = {};                   ///< An address of this computer's (127.0.0.2); empty: any
};

/// A blocking HTTP/1.1 client over one TLS connection: for tests that want to see, and to misuse, the real
/// wire. Throws std::runtime_error when the connection fails. Every wait is bounded by ten seconds.
class HttpsClient {
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;

    explicit HttpsClient(uint16_t port, HttpsOptions options = {});
    HttpsClient(HttpsClient&&) noexcept;
    HttpsClient& operator=(HttpsClient&&) noexcept;
    ~HttpsClient();

    [[nodiscard]] HttpsAnswer request(std::string_view method, std::string_view target,
                                      const Headers& headers = {}, std::string_view body = {});

    /// Bytes as they are, for requests that no library would send.
    void sendRaw(std::string_view bytes);
    [[nodiscard]] HttpsAnswer readAnswer();
    /// Head only; what follows is read with readChunk.
    [[nodiscard]] HttpsAnswer readHead();
    /// What follows a head that says how much it is.
    [[nodiscard]] std::string readBody(const HttpsAnswer& head);
    /// The next piece of a chunked body; nullopt at its end, or when the server closed.
    [[nodiscard]] std::optional<std::string> readChunk();
    /// True when the server has closed its side (waits up to ten seconds).
    [[nodiscard]] bool closedByServer();

    /// Whether the server gave something by which a later connection could resume this one; after an answer.
    [[nodiscard]] bool isResumable() const;
    [[nodiscard]] std::string tlsVersion() const;
    [[nodiscard]] std::string protocol() const;       ///< ALPN's choice
    [[nodiscard]] std::string leafSpkiSha256() const; ///< Lower-case hex

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace custos::testing
