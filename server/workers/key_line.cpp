#include "server/workers/key_line.h"

#include "server/ipc/message.h"

#include <chrono>
#include <functional>
#include <utility>

namespace custos::workers {

using ipc::MessageReader;
using ipc::MessageWriter;
using ledger::Bytes;
using phi::KeyEncryptionError;

namespace {

constexpr std::chrono::seconds patience{5};
constexpr std::size_t mostKeys = 4096;
constexpr std::size_t mostLines = 256;

enum class Question : std::uint8_t { State = 1, Wrap = 2, Unwrap = 3, AddVersion = 4 };

// A question: its number, what is wanted, on what. An answer: the question's number; 0, or the error and one;
// the newest version; fingerprints; what was asked for.
constexpr std::uint8_t fine = 0;

void put(MessageWriter& to, const phi::FieldAddress& address, ledger::ByteView key) {
    to.id(address.tenant).number(static_cast<std::uint64_t>(address.field)).id(address.row).bytes(key);
}

phi::FieldAddress takeAddress(MessageReader& from) {
    phi::FieldAddress address;
    address.tenant = from.id();
    address.field = static_cast<phi::Field>(from.number());
    address.row = from.id();
    return address;
}

/// Nothing when the question was not understood.
using Work = std::optional<Result<std::vector<Bytes>, KeyEncryptionError>>;

Work wrap(phi::KeyEncryption& keys, MessageReader& from) {
    std::vector<phi::KeyToWrap> asked;
    for (auto left = from.count(mostKeys); left > 0; --left) {
        const auto address = takeAddress(from);
        const auto key = from.bytes();
        if (key.size() != 32)
            return std::nullopt;
        asked.push_back({address, phi::DataKey(key.first<32>())});
    }
    return from.done() ? Work(keys.wrap(asked)) : std::nullopt;
}

Work unwrap(phi::KeyEncryption& keys, MessageReader& from) {
    std::vector<phi::WrappedKey> asked;
    for (auto left = from.count(mostKeys); left > 0; --left) {
        const auto address = takeAddress(from);
        const auto wrapped = from.bytes();
        asked.push_back({address, Bytes(wrapped.begin(), wrapped.end())});
    }
    if (!from.done())
        return std::nullopt;
    const auto opened = keys.unwrap(asked);
    if (!opened)
        return unexpected(opened.error());
    std::vector<Bytes> plain;
    for (const phi::DataKey& key : *opened)
        plain.emplace_back(key.view().begin(), key.view().end());
    return plain;
}

Work done(phi::KeyEncryption& keys, MessageReader& from) {
    switch (static_cast<Question>(from.byte())) {
    case Question::State:
        return from.done() ? Work(std::vector<Bytes>{}) : std::nullopt;
    case Question::Wrap:
        return wrap(keys, from);
    case Question::Unwrap:
        return unwrap(keys, from);
    case Question::AddVersion:
        if (const auto added = keys.addVersion(); !added)
            return unexpected(added.error());
        return std::vector<Bytes>{};
    }
    return std::nullopt;
}

void clear(std::vector<Bytes>& secrets) {
    for (Bytes& secret : secrets)
        ledger::wipe(secret);
}

} // namespace

void KeyLineServer::attach(int line, ipc::Descriptor end) {
    auto& channel = lines_[line];
    channel.reset(); // its thread is gone before another one is there
    channel = std::make_unique<ipc::Channel>(std::move(end));
    channel->start([this, to = channel.get()](std::string_view question) { return answer(*to, question); });
}

bool KeyLineServer::answer(ipc::Channel& line, std::string_view question) {
    MessageReader from(question);
    const auto number = from.number();
    auto work = done(keys_, from);
    if (!work)
        return false;
    MessageWriter to;
    to.number(number)
        .byte(*work ? fine : std::uint8_t(std::uint8_t(work->error()) + 1))
        .number(keys_.newest());
    const auto fingerprints = keys_.fingerprints();
    to.number(fingerprints.size());
    for (const auto& print : fingerprints)
        to.text(print);
    to.number(*work ? (*work)->size() : 0);
    if (*work) {
        for (const Bytes& bytes : **work)
            to.bytes(bytes);
        clear(**work);
    }
    return line.send(to.view());
}

RemoteKeyEncryption::~RemoteKeyEncryption() = default;

void RemoteKeyEncryption::attach(ipc::Descriptor end) {
    auto channel = std::make_shared<ipc::Channel>(std::move(end));
    channel->start([this](std::string_view answer) { return take(answer); });
    {
        const std::lock_guard lock(mutex_);
        std::swap(channel_, channel);
    }
    heard_.notify_all(); // the old channel goes with its last holder, outside the lock
}

bool RemoteKeyEncryption::take(std::string_view message) const {
    MessageReader from(message);
    const auto number = from.number();
    const auto status = from.byte();
    const auto newest = static_cast<std::uint32_t>(from.number());
    std::vector<std::string> fingerprints(from.count(mostLines));
    for (auto& print : fingerprints)
        print = from.text();
    std::vector<Bytes> given(from.count(mostKeys));
    for (Bytes& bytes : given) {
        const auto view = from.bytes();
        bytes.assign(view.begin(), view.end());
    }
    if (!from.done() || status > std::uint8_t(KeyEncryptionError::Unavailable) + 1)
        return false;
    {
        const std::lock_guard lock(mutex_);
        newest_ = newest;
        fingerprints_ = std::move(fingerprints);
        if (!waiting_ || number != asked_)
            clear(given); // somebody gave up waiting for it
        else if (status == fine)
            answer_ = std::move(given);
        else
            answer_ = unexpected(static_cast<KeyEncryptionError>(status - 1));
    }
    heard_.notify_all();
    return true;
}

// The number keeps an answer that comes too late from being taken for the next question's.
Result<std::vector<Bytes>, KeyEncryptionError> RemoteKeyEncryption::ask(const Put& question) const {
    const std::lock_guard turn(asking_);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(mutex_);
    if (!heard_.wait_until(lock, deadline, [this] { return channel_ != nullptr; }))
        return unexpected(KeyEncryptionError::Unavailable);
    const auto channel = channel_;
    MessageWriter numbered;
    numbered.number(++asked_);
    question(numbered);
    waiting_ = true;
    answer_.reset();
    lock.unlock();
    const bool sent = channel->send(numbered.view());
    lock.lock();
    const bool heard = sent && heard_.wait_until(lock, deadline, [this] { return answer_.has_value(); });
    waiting_ = false;
    if (!heard)
        return unexpected(KeyEncryptionError::Unavailable);
    return *std::exchange(answer_, std::nullopt);
}

std::uint32_t RemoteKeyEncryption::newest() const {
    (void)ask([](MessageWriter& to) { to.byte(std::uint8_t(Question::State)); });
    const std::lock_guard lock(mutex_);
    return newest_;
}

Result<std::vector<Bytes>, KeyEncryptionError>
RemoteKeyEncryption::wrap(std::span<const phi::KeyToWrap> keys) {
    auto wrapped = ask([keys](MessageWriter& to) {
        to.byte(std::uint8_t(Question::Wrap)).number(keys.size());
        for (const phi::KeyToWrap& key : keys)
            put(to, key.address, key.key.view());
    });
    if (wrapped && wrapped->size() != keys.size())
        return unexpected(KeyEncryptionError::Unavailable);
    return wrapped;
}

Result<std::vector<phi::DataKey>, KeyEncryptionError>
RemoteKeyEncryption::unwrap(std::span<const phi::WrappedKey> keys) {
    auto plain = ask([keys](MessageWriter& to) {
        to.byte(std::uint8_t(Question::Unwrap)).number(keys.size());
        for (const phi::WrappedKey& key : keys)
            put(to, key.address, key.wrapped);
    });
    if (!plain)
        return unexpected(plain.error());
    std::vector<phi::DataKey> opened;
    for (const Bytes& key : *plain)
        if (key.size() == 32)
            opened.emplace_back(std::span(key).first<32>());
    clear(*plain);
    if (opened.size() != keys.size())
        return unexpected(KeyEncryptionError::Unavailable);
    return opened;
}

Result<std::uint32_t, KeyEncryptionError> RemoteKeyEncryption::addVersion() {
    const auto added = ask([](MessageWriter& to) { to.byte(std::uint8_t(Question::AddVersion)); });
    if (!added)
        return unexpected(added.error());
    const std::lock_guard lock(mutex_);
    return newest_;
}

std::vector<std::string> RemoteKeyEncryption::fingerprints() const {
    (void)ask([](MessageWriter& to) { to.byte(std::uint8_t(Question::State)); });
    const std::lock_guard lock(mutex_);
    return fingerprints_;
}

} // namespace custos::workers
