#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <utility>

namespace custos {

/// Bytes in locked memory that never reach swap or a core dump and are wiped when they are let go
/// (libsodium's guarded heap). Move-only, so that there is one copy and one owner; may be empty.
class SecretBytes {
public:
    SecretBytes() = default;
    /// Takes a copy and wipes `bytes`, which must not share its buffer with anything that is still needed.
    [[nodiscard]] static SecretBytes take(QByteArray&& bytes);
    [[nodiscard]] static SecretBytes copy(QByteArrayView bytes);
    /// `size` zero bytes to be written to.
    [[nodiscard]] static SecretBytes zeros(qsizetype size);

    SecretBytes(SecretBytes&& other) noexcept
        : bytes_(std::move(other.bytes_))
        , size_(std::exchange(other.size_, 0)) {}
    SecretBytes& operator=(SecretBytes&& other) noexcept {
        bytes_ = std::move(other.bytes_);
        size_ = std::exchange(other.size_, 0);
        return *this;
    }

    [[nodiscard]] bool isEmpty() const { return size_ == 0; }
    [[nodiscard]] qsizetype size() const { return size_; }
    [[nodiscard]] QByteArrayView view() const { return {bytes_.get(), size_}; }
    [[nodiscard]] char* data() { return bytes_.get(); }
    void wipe() { *this = SecretBytes(); }

private:
    struct Free {
        void operator()(char* bytes) const;
    };
    explicit SecretBytes(qsizetype size);

    std::unique_ptr<char, Free> bytes_;
    qsizetype size_ = 0;
};

/// Overwrites what stands in `bytes` before letting it go. A shared buffer is left to its other owners.
void wipe(QByteArray& bytes);

} // namespace custos
