#include "server/ipc/control.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>

namespace custos::ipc {

namespace {

constexpr std::size_t messageLimit = std::size_t{128} << 10;

union Ancillary {
    cmsghdr alignment;
    char bytes[CMSG_SPACE(sizeof(int))];
};

Descriptor passedIn(msghdr& envelope) {
    const auto* head = CMSG_FIRSTHDR(&envelope);
    if (head == nullptr || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
        return {};
    int number = -1;
    std::memcpy(&number, CMSG_DATA(head), sizeof(number));
    return Descriptor(number);
}

} // namespace

bool Control::send(std::string_view message, int pass) const {
    iovec part{const_cast<char*>(message.data()), message.size()};
    msghdr envelope{};
    envelope.msg_iov = &part;
    envelope.msg_iovlen = 1;
    Ancillary ancillary{};
    if (pass >= 0) {
        envelope.msg_control = ancillary.bytes;
        envelope.msg_controllen = sizeof(ancillary.bytes);
        auto* head = CMSG_FIRSTHDR(&envelope);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(head), &pass, sizeof(pass));
    }
    return ::sendmsg(end_.get(), &envelope, MSG_NOSIGNAL) == static_cast<ssize_t>(message.size());
}

std::optional<Control::Message> Control::receive(std::chrono::milliseconds patience) {
    pollfd polled{end_.get(), POLLIN, 0};
    if (closed_ || ::poll(&polled, 1, static_cast<int>(patience.count())) <= 0)
        return std::nullopt;
    Message message;
    message.bytes.resize(messageLimit);
    iovec part{message.bytes.data(), message.bytes.size()};
    msghdr envelope{};
    envelope.msg_iov = &part;
    envelope.msg_iovlen = 1;
    Ancillary ancillary{};
    envelope.msg_control = ancillary.bytes;
    envelope.msg_controllen = sizeof(ancillary.bytes);
    const auto got = ::recvmsg(end_.get(), &envelope, MSG_CMSG_CLOEXEC);
    if (got <= 0 || (envelope.msg_flags & MSG_TRUNC) != 0) {
        closed_ = got == 0 || errno != EINTR;
        return std::nullopt;
    }
    message.bytes.resize(static_cast<std::size_t>(got));
    message.passed = passedIn(envelope);
    return message;
}

} // namespace custos::ipc
