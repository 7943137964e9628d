#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace custos::http {

/// Requests that a worker has and that are not yet answered. Thread-safe.
class InFlight {
public:
    void begin() {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        if (--count_ == 0)
            none_.notify_all();
    }
    void waitForNone(std::chrono::seconds patience) {
        std::unique_lock lock(mutex_);
        none_.wait_for(lock, patience, [this] { return count_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable none_;
    std::size_t count_ = 0;
};

} // namespace custos::http
