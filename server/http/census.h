#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace custos::http {

/// How many connections there are, in all and by address. Thread-safe.
class Census {
public:
    Census(std::size_t limit, std::size_t limitPerAddress)
        : limit_(limit)
        , limitPerAddress_(limitPerAddress) {}

    /// False, and not counted, when there are too many already.
    [[nodiscard]] bool admit(const std::string& address);
    void leave(const std::string& address);

private:
    const std::size_t limit_;
    const std::size_t limitPerAddress_;
    std::mutex mutex_;
    std::size_t total_ = 0;
    std::unordered_map<std::string, std::size_t> byAddress_;
};

} // namespace custos::http
