#pragma once

#include "ledger/bytes.h"

#include <algorithm>

namespace custos::ledger {

/// A secret of exactly `Size` bytes that is zeroed when it goes, when it is moved from, and never copied.
template<std::size_t Size>
class SecretKey {
public:
    /// Takes a copy; clearing the source is the caller's.
    explicit SecretKey(std::span<const std::uint8_t, Size> bytes) {
        std::copy(bytes.begin(), bytes.end(), bytes_.begin());
    }
    SecretKey(SecretKey&& other) noexcept
        : bytes_(other.bytes_) {
        wipe(other.bytes_);
    }
    SecretKey& operator=(SecretKey&& other) noexcept {
        if (this != &other) {
            bytes_ = other.bytes_;
            wipe(other.bytes_);
        }
        return *this;
    }
    SecretKey(const SecretKey&) = delete;
    SecretKey& operator=(const SecretKey&) = delete;
    ~SecretKey() { wipe(bytes_); }

    /// Valid as long as this key is.
    [[nodiscard]] std::span<const std::uint8_t, Size> view() const { return bytes_; }

private:
    std::array<std::uint8_t, Size> bytes_;
};

} // namespace custos::ledger
