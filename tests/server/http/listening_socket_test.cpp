#include "server/http/listening_socket.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace custos::http {
namespace {

/// Closes it at the end.
struct Socket {
    explicit Socket(int theDescriptor)
        : descriptor(theDescriptor) {}
    ~Socket() { ::close(descriptor); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    const int descriptor;
};

TEST(ListeningSocket, givesUpAClientThatHasGoneWithoutAWord) {
    const Socket listening(openListeningSocket("127.0.0.1", 0).value());
    const Socket client(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(portOf(listening.descriptor));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(client.descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
    const Socket accepted(::accept(listening.descriptor, nullptr, nullptr));
    unsigned milliseconds = 0;
    socklen_t size = sizeof(milliseconds);
    ASSERT_EQ(::getsockopt(accepted.descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, &size), 0);
    EXPECT_EQ(milliseconds, 30'000u);
}

TEST(ListeningSocket, saysWhyItCannotListen) {
    const Socket first(openListeningSocket("127.0.0.1", 0).value());
    EXPECT_EQ(openListeningSocket("127.0.0.1", portOf(first.descriptor)).error(), ListenError::AddressInUse);
    EXPECT_EQ(openListeningSocket("harborlane", 0).error(), ListenError::BadAddress);
}

} // namespace
} // namespace custos::http
