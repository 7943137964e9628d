#pragma once

#include "server/audit/sequencer.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace custos::audit {

/// Steps a sequencer about once a second until destroyed, at once again while there is more.
class SequencerThread {
public:
    /// For /health. Over five seconds of lag, or since the last step, is an alert; `leading` is false on a
    /// standby, which is no fault.
    struct Status {
        bool leading = false;
        std::optional<SealError> error;
        std::chrono::microseconds lag{0}; ///< of the last step that went well; zero where nothing waited
        /// Since the last step that went well. Grows while sealing fails or the database hangs.
        std::chrono::milliseconds sinceStep{0};
        std::uint64_t sealed = 0;
        std::uint64_t forged = 0;
    };

    SequencerThread(std::unique_ptr<Sequencer> sequencer,
                    std::chrono::milliseconds period = std::chrono::milliseconds{1000});
    SequencerThread(const SequencerThread&) = delete;
    SequencerThread& operator=(const SequencerThread&) = delete;
    ~SequencerThread();

    [[nodiscard]] Status status() const;

private:
    void run();
    void note(const Result<SealReport, SealError>& result);

    const std::unique_ptr<Sequencer> sequencer_;
    const std::chrono::milliseconds period_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Status status_;
    std::chrono::steady_clock::time_point lastStep_ = std::chrono::steady_clock::now();
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace custos::audit
