#include "server/http/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace custos::http {

RateLimit::RateLimit(Allowance allowance, size_t capacity, Now now)
    : allowance_(allowance)
    , capacity_(capacity)
    , now_(now) {}

std::optional<int> RateLimit::refuse(const std::string& key) {
    const auto now = now_();
    const std::lock_guard lock(mutex_);
    auto& bucket = touch(key, now);
    const std::chrono::duration<double> passed = now - bucket.filled;
    bucket.tokens = std::min(allowance_.burst, bucket.tokens + passed.count() * allowance_.perSecond);
    bucket.filled = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / allowance_.perSecond)));
}

RateLimit::Bucket& RateLimit::touch(const std::string& key, Clock::time_point now) {
    if (const auto known = byKey_.find(key); known != byKey_.end()) {
        byUse_.splice(byUse_.begin(), byUse_, known->second);
        return byUse_.front();
    }
    if (byKey_.size() >= capacity_) {
        byKey_.erase(byUse_.back().key);
        byUse_.pop_back();
    }
    byUse_.push_front(Bucket{.key = key, .tokens = allowance_.burst, .filled = now});
    byKey_.emplace(key, byUse_.begin());
    return byUse_.front();
}

} // namespace custos::http
