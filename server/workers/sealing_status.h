#pragma once

#include "server/ipc/channel.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace custos::audit {
class SequencerThread;
} // namespace custos::audit

namespace custos::workers {

/// How sealing goes, as the sequencer's process says it about ten times a second.
[[nodiscard]] std::string sealingStatusMessage(const audit::SequencerThread& sequencer);

/// The other end: what was said last. Silence is no good news. Thread-safe.
class SealingStatus {
public:
    void attach(ipc::Descriptor end);

    /// Said so within the last five seconds.
    [[nodiscard]] bool goesWell() const;
    [[nodiscard]] double lagSeconds() const;

private:
    [[nodiscard]] bool take(std::string_view message);

    mutable std::mutex mutex_;
    bool well_ = false;                                // under mutex_
    double lag_ = 0;                                   // under mutex_
    std::chrono::steady_clock::time_point heard_ = {}; // under mutex_
    std::unique_ptr<ipc::Channel> channel_; // the main thread alone; last: its thread uses the rest
};

} // namespace custos::workers
