#pragma once

#include "server/jobs/detection.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos {

/// Goes round all practices: looks for whoever opened bait every two seconds, and sees to the bait itself
/// every ten minutes. On a thread of its own, which ends with this. What it is made of outlives it.
class DetectionThread {
public:
    DetectionThread(jobs::DetectionParts parts, db::Pool& asKeys, log::Log& log);
    DetectionThread(const DetectionThread&) = delete;
    DetectionThread& operator=(const DetectionThread&) = delete;
    ~DetectionThread();

private:
    void run();
    void goRound(bool tend);
    [[nodiscard]] bool sleep();

    const jobs::DetectionParts parts_;
    db::Pool& asKeys_;
    log::Log& log_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ended_ = false; // under mutex_
    std::thread thread_; // last: it uses all of the above
};

} // namespace custos
