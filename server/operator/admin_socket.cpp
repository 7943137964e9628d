#include "server/operator/admin_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace custos {

namespace {

constexpr std::size_t longestLine = std::size_t{1} << 20;
constexpr timeval callersPatience{30, 0};

std::optional<sockaddr_un> addressOf(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof(address.sun_path))
        return std::nullopt;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    return address;
}

bool isOwnerOrRoot(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof(peer);
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == ::geteuid());
}

} // namespace

AdminConversation::AdminConversation(int descriptor)
    : descriptor_(descriptor) {}

AdminConversation::~AdminConversation() {
    ::close(descriptor_);
}

bool AdminConversation::isAbandoned() const {
    pollfd end{.fd = descriptor_, .events = 0, .revents = 0};
    return ::poll(&end, 1, 0) > 0 && (end.revents & POLLHUP) != 0;
}

void AdminConversation::hangUp() const {
    ::shutdown(descriptor_, SHUT_RDWR);
}

std::optional<std::string> AdminConversation::readLine() {
    for (;;) {
        if (const auto end = buffer_.find('\n'); end != std::string::npos) {
            auto line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return line;
        }
        char piece[65536];
        const auto got = ::read(descriptor_, piece, sizeof(piece));
        if (got <= 0 || buffer_.size() + static_cast<std::size_t>(got) > longestLine)
            return std::nullopt;
        buffer_.append(piece, static_cast<std::size_t>(got));
    }
}

bool AdminConversation::writeLine(const std::string& line) {
    std::string rest = line + "\n";
    while (!rest.empty()) {
        const auto sent = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        rest.erase(0, static_cast<std::size_t>(sent));
    }
    return true;
}

Result<std::unique_ptr<AdminSocket>, AdminSocket::Error>
AdminSocket::open(const std::filesystem::path& path, Commands commands, std::chrono::milliseconds patience) {
    const auto address = addressOf(path);
    if (!address)
        return unexpected(Error::PathTooLong);
    ::unlink(path.c_str());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
    // The process's umask leaves the owner alone; chmod says so again, before anything is accepted.
    if (descriptor < 0 || ::bind(descriptor, raw, sizeof(*address)) != 0 ||
        ::chmod(path.c_str(), 0600) != 0 || ::listen(descriptor, 8) != 0) {
        ::close(descriptor);
        return unexpected(Error::CannotListen);
    }
    return std::unique_ptr<AdminSocket>(new AdminSocket(descriptor, path, std::move(commands), patience));
}

AdminSocket::AdminSocket(int descriptor, std::filesystem::path path, Commands commands,
                         std::chrono::milliseconds patience)
    : descriptor_(descriptor)
    , path_(std::move(path))
    , commands_(std::move(commands))
    , patience_(patience)
    , threads_{std::thread([this] { serve(); }), std::thread([this] { serve(); })} {}

AdminSocket::~AdminSocket() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (speaking_)
            speaking_->hangUp();
    }
    changed_.notify_all();
    ::shutdown(descriptor_, SHUT_RDWR);
    for (auto& thread : threads_)
        thread.join();
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

void AdminSocket::serve() {
    while (!isStopping()) {
        const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0)
            continue;
        if (isOwnerOrRoot(descriptor))
            converse(descriptor);
        else
            ::close(descriptor);
    }
}

bool AdminSocket::isStopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

/// Waits a little: whoever was answered just now may not have left yet. False while somebody else speaks, and
/// once the socket is about to go.
bool AdminSocket::takeLine(const AdminConversation& conversation) {
    std::unique_lock lock(mutex_);
    const bool isFree = changed_.wait_for(lock, patience_, [this] { return stopping_ || !speaking_; });
    if (!isFree || stopping_)
        return false;
    speaking_ = &conversation; // cppcheck-suppress danglingLifetime ; a Line takes it back before it is gone
    return true;
}

void AdminSocket::leaveLine() {
    {
        const std::lock_guard lock(mutex_);
        speaking_ = nullptr;
    }
    changed_.notify_one();
}

/// Lets go of the line before the conversation is gone, however it ends.
struct AdminSocket::Line {
    AdminSocket& socket;
    ~Line() { socket.leaveLine(); }
};

void AdminSocket::converse(int descriptor) {
    AdminConversation conversation(descriptor);
    if (!takeLine(conversation)) {
        [[maybe_unused]] const bool told = conversation.writeLine(R"({"error":"busy"})");
        return;
    }
    const Line line{*this};
    answer(conversation);
}

void AdminSocket::answer(AdminConversation& conversation) const {
    const auto word = conversation.readLine();
    const auto command = word ? commands_.find(*word) : commands_.end();
    if (command == commands_.end()) {
        [[maybe_unused]] const bool told = conversation.writeLine(R"({"error":"no such command"})");
        return;
    }
    try {
        command->second(conversation);
    } catch (const std::exception&) {
        // what() may quote what was being worked on
        [[maybe_unused]] const bool told = conversation.writeLine(R"({"error":"failed"})");
    }
}

std::unique_ptr<AdminConversation> callAdminSocket(const std::filesystem::path& path,
                                                   const std::string& command) {
    const auto address = addressOf(path);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return nullptr;
    auto conversation = std::make_unique<AdminConversation>(descriptor);
    if (!address)
        return nullptr;
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &callersPatience, sizeof(callersPatience));
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &callersPatience, sizeof(callersPatience));
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0)
        return nullptr;
    // what does not get through has its reason to read
    [[maybe_unused]] const bool sent = conversation->writeLine(command);
    return conversation;
}

} // namespace custos
