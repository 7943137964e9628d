#pragma once

#include "server/ipc/channel.h"
#include "server/phi/key_encryption.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace custos::ipc {
class MessageWriter;
}

namespace custos::workers {

/// The key-encryption key's end of its lines: answers what other processes ask of it, each line on its
/// channel's thread. The key outlives it.
class KeyLineServer {
public:
    explicit KeyLineServer(phi::KeyEncryption& keys)
        : keys_(keys) {}

    /// In place of the line of that number, if there is one.
    void attach(int line, ipc::Descriptor end);

private:
    [[nodiscard]] bool answer(ipc::Channel& line, std::string_view question);

    phi::KeyEncryption& keys_;
    std::map<int, std::unique_ptr<ipc::Channel>> lines_; ///< the main thread alone
};

/// The key-encryption key as the other processes have it: somebody else's to hold, theirs to ask. Nobody
/// there, or no answer within five seconds: Unavailable. Thread-safe; one question at a time.
class RemoteKeyEncryption final : public phi::KeyEncryption {
public:
    RemoteKeyEncryption() = default;
    ~RemoteKeyEncryption() override;

    void attach(ipc::Descriptor end);

    /// As of the last answer; asked for once before that.
    [[nodiscard]] std::uint32_t newest() const override;
    [[nodiscard]] Result<std::vector<ledger::Bytes>, phi::KeyEncryptionError>
    wrap(std::span<const phi::KeyToWrap> keys) override;
    [[nodiscard]] Result<std::vector<phi::DataKey>, phi::KeyEncryptionError>
    unwrap(std::span<const phi::WrappedKey> keys) override;
    [[nodiscard]] Result<std::uint32_t, phi::KeyEncryptionError> addVersion() override;
    [[nodiscard]] std::vector<std::string> fingerprints() const override;

private:
    using Put = std::function<void(ipc::MessageWriter&)>;
    [[nodiscard]] Result<std::vector<ledger::Bytes>, phi::KeyEncryptionError> ask(const Put& question) const;
    [[nodiscard]] bool take(std::string_view answer) const;

    mutable std::mutex asking_; ///< whose turn it is
    mutable std::mutex mutex_;
    mutable std::condition_variable heard_;
    mutable std::uint64_t asked_ = 0; // under mutex_
    mutable bool waiting_ = false;    // under mutex_
    mutable std::optional<Result<std::vector<ledger::Bytes>, phi::KeyEncryptionError>>
        answer_;                                    // under mutex_
    mutable std::uint32_t newest_ = 0;              // under mutex_
    mutable std::vector<std::string> fingerprints_; // under mutex_
    std::shared_ptr<ipc::Channel> channel_;         // under mutex_; last: its thread uses the rest
};

} // namespace custos::workers
