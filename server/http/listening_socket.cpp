#include "server/http/listening_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace custos::http {

namespace {

/// An IPv4 or IPv6 endpoint.
struct Endpoint {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::optional<Endpoint> endpointOf(const std::string& address, uint16_t port) {
    Endpoint endpoint;
    auto& four = reinterpret_cast<sockaddr_in&>(endpoint.storage);
    if (::inet_pton(AF_INET, address.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        endpoint.size = sizeof(four);
        return endpoint;
    }
    auto& six = reinterpret_cast<sockaddr_in6&>(endpoint.storage);
    if (::inet_pton(AF_INET6, address.c_str(), &six.sin6_addr) != 1)
        return std::nullopt;
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    endpoint.size = sizeof(six);
    return endpoint;
}

ListenError lastError() {
    if (errno == EADDRINUSE)
        return ListenError::AddressInUse;
    return errno == EACCES ? ListenError::NoPermission : ListenError::BadAddress;
}

/// Accepted connections inherit it: a client that has gone without a word (a cable, a lost network) is given
/// up after this, not after the quarter of an hour for which TCP would go on trying (RFC 5482).
constexpr unsigned givenUpAfterMilliseconds = 30'000;

bool listenOn(int socket, const Endpoint& endpoint) {
    const int yes = 1;
    return ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
           ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &givenUpAfterMilliseconds,
                        sizeof(givenUpAfterMilliseconds)) == 0 &&
           ::bind(socket, endpoint.raw(), endpoint.size) == 0 && ::listen(socket, SOMAXCONN) == 0;
}

} // namespace

Result<int, ListenError> openListeningSocket(const std::string& address, uint16_t port) {
    const auto endpoint = endpointOf(address, port);
    if (!endpoint)
        return unexpected(ListenError::BadAddress);
    const int socket = ::socket(endpoint->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return unexpected(lastError());
    if (listenOn(socket, *endpoint))
        return socket;
    const auto error = lastError();
    ::close(socket);
    return unexpected(error);
}

uint16_t portOf(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof(storage);
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0)
        return 0;
    const auto port = storage.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(storage).sin6_port
                                                    : reinterpret_cast<const sockaddr_in&>(storage).sin_port;
    return ntohs(port);
}

} // namespace custos::http
