#include "server/ipc/channel.h"

#include "ledger/bytes.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace custos::ipc {

namespace {

constexpr std::size_t headerSize = 4;
constexpr std::size_t readSize = std::size_t{64} << 10;
constexpr std::size_t keptBuffer = std::size_t{256} << 10;

Descriptor makeWake() {
    Descriptor made(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!made)
        throw std::system_error(errno, std::generic_category());
    return made;
}

std::array<char, headerSize> header(std::size_t size) {
    std::array<char, headerSize> bytes{};
    for (std::size_t i = 0; i < headerSize; ++i)
        bytes[i] = static_cast<char>(size >> (8 * i));
    return bytes;
}

std::size_t sizeIn(const char* bytes) {
    std::size_t size = 0;
    for (std::size_t i = headerSize; i > 0; --i)
        size = size << 8 | static_cast<unsigned char>(bytes[i - 1]);
    return size;
}

void clear(char* from, std::size_t size) {
    ledger::wipe({from, size});
}

/// Takes away what stands before `at`, and leaves none of it behind.
void dropFront(char* held, std::size_t size, std::size_t at) {
    std::memmove(held, held + at, size - at);
    clear(held + (size - at), at);
}

/// How much went out at once; -1 when the other side is gone.
ssize_t sendNow(int socket, std::string_view head, std::string_view message) {
    iovec parts[2] = {{const_cast<char*>(head.data()), head.size()},
                      {const_cast<char*>(message.data()), message.size()}};
    msghdr envelope{};
    envelope.msg_iov = parts;
    envelope.msg_iovlen = 2;
    const auto sent = ::sendmsg(socket, &envelope, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
    return sent;
}

} // namespace

Channel::Channel(Descriptor end, Limits limits)
    : socket_(std::move(end))
    , wake_(makeWake())
    , limits_(limits) {}

void Channel::start(Receive receive, Ended ended) {
    receive_ = std::move(receive);
    endedCallback_ = std::move(ended);
    thread_ = std::thread([this] { run(); });
}

void Channel::hangUp() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_)
            return;
        stopping_ = true;
    }
    wake();
    if (thread_.joinable())
        thread_.join();
    ::shutdown(socket_.get(), SHUT_RDWR);
}

Channel::~Channel() {
    hangUp();
    clear(in_.data(), in_.size());
    clear(backlog_.data(), backlog_.size());
}

void Channel::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto told = ::write(wake_.get(), &one, sizeof(one));
}

bool Channel::send(std::string_view message) {
    const std::lock_guard lock(mutex_);
    if (ended_ || stopping_ || !takes(message.size()))
        return false;
    const auto head = header(message.size());
    const std::string_view headView(head.data(), head.size());
    std::size_t sent = 0;
    if (backlog_.empty()) {
        const auto now = sendNow(socket_.get(), headView, message);
        if (now < 0) {
            ::shutdown(socket_.get(), SHUT_RDWR); // whatever the fault was, the thread sees an end
            return false;
        }
        sent = static_cast<std::size_t>(now);
    }
    if (sent == headerSize + message.size())
        return true;
    if (backlog_.size() - written_ + message.size() > limits_.backlog) {
        ::shutdown(socket_.get(), SHUT_RDWR);
        return false;
    }
    if (sent < headerSize)
        backlog_.append(headView.substr(sent));
    backlog_.append(message.substr(sent > headerSize ? sent - headerSize : 0));
    wake();
    return true;
}

void Channel::run() {
    for (bool alive = true; alive;) {
        bool waiting = false;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_)
                return;
            waiting = !backlog_.empty();
        }
        std::array<pollfd, 2> polled{
            pollfd{socket_.get(), static_cast<short>(POLLIN | (waiting ? POLLOUT : 0)), 0},
            pollfd{wake_.get(), POLLIN, 0}};
        if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
            break;
        if (polled[1].revents != 0) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto got = ::read(wake_.get(), &count, sizeof(count));
        }
        if ((polled[0].revents & POLLOUT) != 0)
            alive = writeSome();
        if (alive && (polled[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
            alive = readSome();
    }
    {
        const std::lock_guard lock(mutex_);
        if (stopping_)
            return;
        ended_ = true;
    }
    ::shutdown(socket_.get(), SHUT_RDWR);
    if (endedCallback_)
        endedCallback_();
}

bool Channel::readSome() {
    if (in_.size() - held_ < readSize) {
        std::string larger;
        larger.resize(std::max(held_ + readSize, 2 * in_.size()));
        std::memcpy(larger.data(), in_.data(), held_);
        clear(in_.data(), held_);
        in_.swap(larger);
    }
    const auto got = ::recv(socket_.get(), in_.data() + held_, in_.size() - held_, MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (got == 0)
        return false;
    held_ += static_cast<std::size_t>(got);
    return deliver();
}

bool Channel::deliver() {
    std::size_t at = 0;
    bool understood = true;
    while (understood && held_ - at >= headerSize) {
        const auto size = sizeIn(in_.data() + at);
        if (size > limits_.received)
            return false;
        if (held_ - at - headerSize < size)
            break;
        understood = receive_(std::string_view(in_.data() + at + headerSize, size));
        at += headerSize + size;
    }
    dropFront(in_.data(), held_, at);
    held_ -= at;
    if (held_ == 0 && in_.size() > keptBuffer)
        std::string().swap(in_);
    return understood;
}

bool Channel::writeSome() {
    const std::lock_guard lock(mutex_);
    const auto sent = sendNow(socket_.get(), std::string_view(backlog_).substr(written_), {});
    if (sent < 0)
        return false;
    written_ += static_cast<std::size_t>(sent);
    const auto left = backlog_.size() - written_;
    if (left > written_)
        return true; // only a smaller half is moved, so that moving costs no more than sending
    dropFront(backlog_.data(), backlog_.size(), written_);
    backlog_.resize(left);
    written_ = 0;
    if (left == 0 && backlog_.capacity() > keptBuffer)
        std::string().swap(backlog_);
    return true;
}

} // namespace custos::ipc
