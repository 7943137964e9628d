#pragma once

#include "ledger/result.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace custos {

/// One conversation over the admin socket, in lines of at most 1 MiB.
class AdminConversation {
public:
    /// Takes over the descriptor.
    explicit AdminConversation(int descriptor);
    AdminConversation(const AdminConversation&) = delete;
    AdminConversation& operator=(const AdminConversation&) = delete;
    ~AdminConversation();

    /// Without its end; nullopt when the other side is done, or the line is too long.
    [[nodiscard]] std::optional<std::string> readLine();
    /// False when the other side is gone.
    [[nodiscard]] bool writeLine(const std::string& line);
    /// Whether the other side is gone, though it may have left lines to read. One that has only said all that
    /// it had to say is still there to listen.
    [[nodiscard]] bool isAbandoned() const;
    /// Both sides see the end at once. The one call that another thread may make.
    void hangUp() const;

private:
    const int descriptor_;
    std::string buffer_;
};

/// A door for the machine's own operator: a Unix socket of mode 0600 that answers its owner and root alone
/// (SO_PEERCRED). The first line names a command; what follows is the command's own matter.
///
/// One conversation at a time. Whoever calls meanwhile is told `busy` when it has not ended within
/// `patience`: nobody's command waits to be run when they no longer expect it. Its end hangs up on whoever is
/// speaking.
class AdminSocket {
public:
    using Command = std::function<void(AdminConversation&)>;
    using Commands = std::map<std::string, Command, std::less<>>;

    enum class Error { PathTooLong, CannotListen };

    [[nodiscard]] static Result<std::unique_ptr<AdminSocket>, Error>
    open(const std::filesystem::path& path, Commands commands,
         std::chrono::milliseconds patience = std::chrono::seconds(5));
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;
    ~AdminSocket();

private:
    struct Line;

    AdminSocket(int descriptor, std::filesystem::path path, Commands commands,
                std::chrono::milliseconds patience);
    void serve();
    void converse(int descriptor);
    void answer(AdminConversation& conversation) const;
    [[nodiscard]] bool takeLine(const AdminConversation& conversation);
    void leaveLine();
    [[nodiscard]] bool isStopping();

    const int descriptor_;
    const std::filesystem::path path_;
    const Commands commands_;
    const std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;                       // under mutex_
    const AdminConversation* speaking_ = nullptr; // under mutex_
    std::array<std::thread, 2> threads_;          // one to converse, one to say that there is no time
};

/// A conversation with a server on this machine, its command named. Nothing is waited for longer than half
/// a minute. Null when nobody answers there.
[[nodiscard]] std::unique_ptr<AdminConversation> callAdminSocket(const std::filesystem::path& path,
                                                                 const std::string& command);

} // namespace custos
