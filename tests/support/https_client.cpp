#include "tests/support/https_client.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

namespace custos::testing {

namespace {

int connectTo(uint16_t port, const std::string& from) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (!from.empty()) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        ::inet_pton(AF_INET, from.c_str(), &own.sin_addr);
        if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&own), sizeof(own)) != 0) {
            ::close(descriptor);
            throw std::runtime_error("cannot connect from " + from);
        }
    }
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(descriptor);
        throw std::runtime_error("cannot connect");
    }
    return descriptor;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

class HttpsClient::Impl {
public:
    Impl(uint16_t port, const HttpsOptions& options)
        : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free)
        , descriptor_(connectTo(port, options.from))
        , ssl_(nullptr, &SSL_free) {
        configure(options);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), descriptor_);
        if (!options.caPem.empty())
            SSL_set1_host(ssl_.get(), "localhost");
        if (SSL_connect(ssl_.get()) != 1) {
            ssl_.reset();
            ::close(descriptor_);
            ERR_clear_error();
            throw std::runtime_error("TLS handshake refused");
        }
    }

    ~Impl() {
        ssl_.reset();
        ::close(descriptor_);
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const int sent = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
            if (sent <= 0)
                return; // The server may refuse before it has read everything; its answer says why.
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
    }

    bool fill() {
        char piece[16384];
        const int got = SSL_read(ssl_.get(), piece, sizeof(piece));
        if (got <= 0) {
            ERR_clear_error();
            return false;
        }
        buffer_.append(piece, static_cast<size_t>(got));
        return true;
    }

    std::string line() {
        size_t end = 0;
        while ((end = buffer_.find("\r\n")) == std::string::npos)
            if (!fill())
                throw std::runtime_error("closed in the middle of a line");
        auto text = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return text;
    }

    std::string exactly(size_t bytes) {
        while (buffer_.size() < bytes)
            if (!fill())
                throw std::runtime_error("body cut short");
        auto text = buffer_.substr(0, bytes);
        buffer_.erase(0, bytes);
        return text;
    }

    [[nodiscard]] SSL* ssl() const { return ssl_.get(); }
    [[nodiscard]] bool pending() const { return !buffer_.empty(); }

private:
    void configure(const HttpsOptions& options) {
        auto* context = context_.get();
        if (options.minTls != 0)
            SSL_CTX_set_min_proto_version(context, options.minTls);
        if (options.maxTls != 0)
            SSL_CTX_set_max_proto_version(context, options.maxTls);
        if (!options.cipherList.empty())
            SSL_CTX_set_cipher_list(context, options.cipherList.c_str());
        if (!options.protocols.empty()) {
            std::string wire;
            for (const auto& protocol : options.protocols)
                wire += static_cast<char>(protocol.size()) + protocol;
            SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(wire.data()),
                                    static_cast<unsigned>(wire.size()));
        }
        if (!options.caPem.empty())
            trust(options.caPem);
    }

    void trust(const std::string& pem) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
            BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
        const std::unique_ptr<X509, decltype(&X509_free)> ca(
            PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
        if (!ca)
            throw std::runtime_error("not a certificate");
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), ca.get());
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    }

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    int descriptor_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
    std::string buffer_;
};

HttpsClient::HttpsClient(uint16_t port, HttpsOptions options)
    : impl_((std::signal(SIGPIPE, SIG_IGN), std::make_unique<Impl>(port, options))) {} // a server may hang up
HttpsClient::HttpsClient(HttpsClient&&) noexcept = default;
HttpsClient& HttpsClient::operator=(HttpsClient&&) noexcept = default;
HttpsClient::~HttpsClient() = default;

HttpsAnswer HttpsClient::request(std::string_view method, std::string_view target, const Headers& headers,
                                 std::string_view body) {
    std::string message;
    message.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (const auto& [name, value] : headers)
        message.append(name).append(": ").append(value).append("\r\n");
    if (!body.empty() || method == "POST" || method == "PATCH")
        message.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    message.append("\r\n").append(body);
    sendRaw(message);
    return readAnswer();
}

void HttpsClient::sendRaw(std::string_view bytes) {
    impl_->send(bytes);
}

HttpsAnswer HttpsClient::readHead() {
    HttpsAnswer answer;
    const auto status = impl_->line();
    answer.status = status.size() > 12 ? std::stoi(status.substr(9, 3)) : 0;
    for (auto field = impl_->line(); !field.empty(); field = impl_->line()) {
        const auto colon = field.find(':');
        const auto value = field.find_first_not_of(' ', colon + 1);
        answer.headers[lower(field.substr(0, colon))] =
            value == std::string::npos ? std::string() : field.substr(value);
    }
    return answer;
}

HttpsAnswer HttpsClient::readAnswer() {
    auto answer = readHead();
    answer.body = readBody(answer);
    return answer;
}

std::string HttpsClient::readBody(const HttpsAnswer& head) {
    if (const auto length = head.headers.find("content-length"); length != head.headers.end())
        return impl_->exactly(std::stoul(length->second));
    std::string body;
    if (const auto encoding = head.headers.find("transfer-encoding");
        encoding != head.headers.end() && encoding->second == "chunked")
        while (const auto chunk = readChunk())
            body += *chunk;
    return body;
}

std::optional<std::string> HttpsClient::readChunk() {
    try {
        const auto size = std::stoul(impl_->line(), nullptr, 16);
        auto text = impl_->exactly(size);
        impl_->exactly(2);
        if (size == 0)
            return std::nullopt;
        return text;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

bool HttpsClient::closedByServer() {
    char byte = 0;
    const int got = SSL_read(impl_->ssl(), &byte, 1);
    const int error = SSL_get_error(impl_->ssl(), got);
    ERR_clear_error();
    return got <= 0 && error != SSL_ERROR_WANT_READ;
}

bool HttpsClient::isResumable() const {
    const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session(SSL_get1_session(impl_->ssl()),
                                                                            &SSL_SESSION_free);
    return session && SSL_SESSION_is_resumable(session.get()) == 1;
}

std::string HttpsClient::tlsVersion() const {
    return SSL_get_version(impl_->ssl());
}

std::string HttpsClient::protocol() const {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(impl_->ssl(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
}

std::string HttpsClient::leafSpkiSha256() const {
    const std::unique_ptr<X509, decltype(&X509_free)> leaf(SSL_get1_peer_certificate(impl_->ssl()),
                                                           &X509_free);
    unsigned char* der = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf.get()), &der);
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(der, static_cast<size_t>(length), digest);
    OPENSSL_free(der);
    std::string hex;
    for (const auto byte : digest) {
        static constexpr char digits[] = "0123456789abcdef";
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

} // namespace custos::testing
