#include "server/phi/key_file.h"

#include "ledger/hash.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace custos::phi {

namespace {

constexpr std::size_t maxFileSize = 256;

class Descriptor {
public:
    explicit Descriptor(int value)
        : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0)
            ::close(value_);
    }
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

// A line that holds a key must not stay behind in freed memory.
class SecretLine {
public:
    explicit SecretLine(std::string line)
        : text(std::move(line)) {}
    SecretLine(const SecretLine&) = delete;
    SecretLine& operator=(const SecretLine&) = delete;
    ~SecretLine() { ledger::wipe(text); }

    std::string text;
};

std::string lineOf(std::string_view name, std::span<const std::uint8_t, 32> key) {
    std::string line;
    line.reserve(maxFileSize); // never moved, so no copy of the key is left behind
    SecretLine encoded(ledger::toBase64(key));
    line.append("custos-key 1 ").append(name).append(" ").append(encoded.text);
    const ledger::Hash check = ledger::sha256(ledger::asBytes(line));
    return line.append(" ").append(ledger::toHex(std::span(check).first(8))).append("\n");
}

bool isOurs(const struct stat& status, mode_t forbidden) {
    return status.st_uid == ::geteuid() && (status.st_mode & forbidden) == 0;
}

KeyStoreError openError() {
    return errno == ENOENT ? KeyStoreError::Missing : KeyStoreError::LoosePermissions;
}

bool writeAll(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return false;
        text.remove_prefix(written > 0 ? std::size_t(written) : 0);
    }
    return true;
}

std::optional<ledger::SecretKey<32>> keyIn(const SecretLine& line, std::string_view name) {
    const std::string prefix = std::string("custos-key 1 ").append(name).append(" ");
    if (line.text.size() != prefix.size() + 44 + 1 + 16 + 1 || !line.text.starts_with(prefix))
        return std::nullopt;
    auto bytes = ledger::fromBase64(std::string_view(line.text).substr(prefix.size(), 44));
    if (!bytes || bytes->size() != 32)
        return std::nullopt;
    ledger::SecretKey<32> key(std::span<const std::uint8_t, 32>(bytes->data(), 32));
    ledger::wipe(*bytes);
    const SecretLine expected(lineOf(name, key.view()));
    return expected.text == line.text ? std::optional(std::move(key)) : std::nullopt;
}

} // namespace

Result<KeyDirectory, KeyStoreError> KeyDirectory::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0)
        return unexpected(openError());
    KeyDirectory directory(descriptor);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !isOurs(status, 077))
        return unexpected(KeyStoreError::LoosePermissions);
    return directory;
}

KeyDirectory::KeyDirectory(KeyDirectory&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

KeyDirectory::~KeyDirectory() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

Result<ledger::SecretKey<32>, KeyStoreError> KeyDirectory::read(std::string_view name) const {
    const std::string file(name);
    const Descriptor descriptor(::openat(descriptor_, file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (descriptor.get() < 0)
        return unexpected(openError());
    struct stat status {};
    // A second hard link would be a copy under somebody else's directory permissions.
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1 ||
        !isOurs(status, 0177))
        return unexpected(KeyStoreError::LoosePermissions);
    SecretLine line(std::string(maxFileSize, '\0'));
    const ssize_t length = ::read(descriptor.get(), line.text.data(), line.text.size());
    line.text.resize(length > 0 ? std::size_t(length) : 0);
    auto key = keyIn(line, name);
    if (!key)
        return unexpected(KeyStoreError::Damaged);
    return std::move(*key);
}

Result<void, KeyStoreError> KeyDirectory::write(std::string_view name,
                                                std::span<const std::uint8_t, 32> key) const {
    const std::string file(name);
    const Descriptor descriptor(
        ::openat(descriptor_, file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    const SecretLine line(lineOf(name, key));
    if (descriptor.get() < 0 || ::fchmod(descriptor.get(), 0600) != 0 ||
        !writeAll(descriptor.get(), line.text) || ::fsync(descriptor.get()) != 0)
        return unexpected(KeyStoreError::Unwritable);
    return {};
}

Result<void, KeyStoreError> KeyDirectory::sync() const {
    if (::fsync(descriptor_) != 0)
        return unexpected(KeyStoreError::Unwritable);
    return {};
}

} // namespace custos::phi
