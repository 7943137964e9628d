#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace custos::http {

/// Token buckets by key (a client's address, a user's id). Bounded: the bucket that was not touched for the
/// longest time is forgotten first, which forgives at most one burst. Thread-safe.
class RateLimit {
public:
    using Clock = std::chrono::steady_clock;
    using Now = Clock::time_point (*)();

    struct Allowance {
        double burst;     ///< Requests at once
        double perSecond; ///< Refill
    };

    explicit RateLimit(Allowance allowance, size_t capacity = 16384, Now now = &Clock::now);

    /// Takes one token. Else: whole seconds, at least 1, after which asking again makes sense.
    [[nodiscard]] std::optional<int> refuse(const std::string& key);

private:
    struct Bucket {
        std::string key;
        double tokens;
        Clock::time_point filled;
    };

    Bucket& touch(const std::string& key, Clock::time_point now);

    const Allowance allowance_;
    const size_t capacity_;
    const Now now_;
    std::mutex mutex_;
    std::list<Bucket> byUse_; ///< Most recent first
    std::unordered_map<std::string, std::list<Bucket>::iterator> byKey_;
};

} // namespace custos::http
