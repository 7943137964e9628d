#include "server/audit/sequencer_thread.h"

namespace custos::audit {

SequencerThread::SequencerThread(std::unique_ptr<Sequencer> sequencer, std::chrono::milliseconds period)
    : sequencer_(std::move(sequencer))
    , period_(period)
    , thread_([this] { run(); }) {}

SequencerThread::~SequencerThread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

SequencerThread::Status SequencerThread::status() const {
    const std::lock_guard lock(mutex_);
    Status status = status_;
    status.sinceStep =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - lastStep_);
    return status;
}

void SequencerThread::run() {
    for (;;) {
        const auto result = sequencer_->step();
        note(result);
        std::unique_lock lock(mutex_);
        const auto pause = result && result->more ? std::chrono::milliseconds{0} : period_;
        if (wake_.wait_for(lock, pause, [this] { return stopping_; }))
            return;
    }
}

void SequencerThread::note(const Result<SealReport, SealError>& result) {
    const std::lock_guard lock(mutex_);
    status_.leading = sequencer_->fence().has_value();
    status_.error.reset();
    if (!result && result.error() != SealError::Standby) {
        status_.error = result.error();
        return;
    }
    lastStep_ = std::chrono::steady_clock::now();
    if (!result)
        return;
    status_.sealed += result->sealed;
    status_.forged += result->forged;
    status_.lag = result->lag;
}

} // namespace custos::audit
