#include "server/workers/detection_thread.h"

#include "server/jobs/practices.h"
#include "server/log/log.h"

namespace custos {

namespace {

constexpr std::chrono::seconds betweenRounds{2};
constexpr int roundsBetweenTending = 300;

} // namespace

DetectionThread::DetectionThread(jobs::DetectionParts parts, db::Pool& asKeys, log::Log& log)
    : parts_(parts)
    , asKeys_(asKeys)
    , log_(log)
    , thread_([this] { run(); }) {}

DetectionThread::~DetectionThread() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void DetectionThread::run() {
    for (int round = 0; sleep(); ++round)
        goRound(round % roundsBetweenTending == 0);
}

bool DetectionThread::sleep() {
    std::unique_lock lock(mutex_);
    return !ending_.wait_for(lock, betweenRounds, [this] { return ended_; });
}

// What fails in one practice is tried again in the next round, and keeps no other practice waiting.
void DetectionThread::goRound(bool tend) {
    const auto practices = jobs::practicesOf(asKeys_);
    if (!practices)
        return log_.error("detection.blind");
    for (const auto& practice : *practices) {
        jobs::Detection detection(parts_, practice);
        const auto caught = detection.raiseAlarms();
        if (!caught)
            log_.error("detection.blind", {log::Field::id("practice", practice.bytes)});
        else if (*caught > 0)
            log_.info("detection.bait_opened", {log::Field::id("practice", practice.bytes)});
        if (tend && !detection.tend())
            log_.error("detection.bait_not_tended", {log::Field::id("practice", practice.bytes)});
    }
}

} // namespace custos
