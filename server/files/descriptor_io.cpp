#include "server/files/descriptor_io.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace custos {

namespace {

bool readAll(int from, char* into, std::size_t size) {
    while (size > 0) {
        const auto got = ::read(from, into, size);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            into += got;
            size -= static_cast<std::size_t>(got);
        }
    }
    return true;
}

} // namespace

bool writeAll(int to, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(to, content.data(), content.size());
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sendWhole(int to, std::string_view content) {
    const std::uint64_t length = content.size();
    return writeAll(to, {reinterpret_cast<const char*>(&length), sizeof(length)}) && writeAll(to, content);
}

std::optional<std::string> receiveWhole(int from) {
    std::uint64_t length = 0;
    if (!readAll(from, reinterpret_cast<char*>(&length), sizeof(length)))
        return std::nullopt;
    std::string content(length, '\0');
    return readAll(from, content.data(), content.size()) ? std::optional(std::move(content)) : std::nullopt;
}

} // namespace custos
