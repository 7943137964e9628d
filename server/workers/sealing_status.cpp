#include "server/workers/sealing_status.h"

#include "server/audit/sequencer_thread.h"
#include "server/ipc/message.h"

namespace custos::workers {

namespace {

constexpr std::chrono::seconds silenceThatIsAFault{5};

} // namespace

std::string sealingStatusMessage(const audit::SequencerThread& sequencer) {
    const auto status = sequencer.status();
    ipc::MessageWriter message;
    message.byte(status.error ? 0 : 1).number(static_cast<std::uint64_t>(status.lag.count()));
    return std::string(message.view());
}

void SealingStatus::attach(ipc::Descriptor end) {
    channel_ = std::make_unique<ipc::Channel>(std::move(end));
    channel_->start([this](std::string_view message) { return take(message); });
}

bool SealingStatus::take(std::string_view bytes) {
    ipc::MessageReader message(bytes);
    const bool well = message.byte() == 1;
    const std::chrono::microseconds lag(static_cast<std::int64_t>(message.number()));
    if (!message.done())
        return false;
    const std::lock_guard lock(mutex_);
    well_ = well;
    lag_ = std::chrono::duration<double>(lag).count();
    heard_ = std::chrono::steady_clock::now();
    return true;
}

bool SealingStatus::goesWell() const {
    const std::lock_guard lock(mutex_);
    return well_ && std::chrono::steady_clock::now() - heard_ < silenceThatIsAFault;
}

double SealingStatus::lagSeconds() const {
    const std::lock_guard lock(mutex_);
    return lag_;
}

} // namespace custos::workers
