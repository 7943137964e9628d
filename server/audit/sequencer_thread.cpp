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
    return status_;
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
    if (!result) {
        if (result.error() != SealError::Standby)
            status_.error = result.error();
        return;
    }
    status_.sealed += result->sealed;
    status_.forged += result->forged;
    if (result->sealed > 0)
        status_.lag = result->lag;
}

} // namespace custos::audit
