#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// PostgreSQL's binary formats: integers in network byte order, times since 2000-01-01.

namespace custos::db::wire {

inline constexpr std::chrono::sys_days epoch{std::chrono::year{2000} / 1 / 1};

template<class T>
void put(std::string& out, T value) {
    for (int shift = int(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        out.push_back(char((std::uint64_t(value) >> shift) & 0xff));
}

template<class T>
[[nodiscard]] T take(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T) && i < bytes.size(); ++i)
        value = value << 8 | std::uint8_t(bytes[i]);
    return T(value);
}

} // namespace custos::db::wire
