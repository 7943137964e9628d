#pragma once

#include <utility>

namespace custos::ipc {

/// A file descriptor and the duty to close it. -1: none.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : number_(number) {}
    Descriptor(Descriptor&& other) noexcept
        : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
    [[nodiscard]] int release() { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

struct SocketPair {
    Descriptor here;
    Descriptor there;
};

/// Two ends of a local socket, closed on exec. Throws std::system_error when there are no descriptors left.
[[nodiscard]] SocketPair streamPair();
/// The same, which keeps messages apart.
[[nodiscard]] SocketPair packetPair();

} // namespace custos::ipc
