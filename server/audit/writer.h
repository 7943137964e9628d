#pragma once

#include "server/audit/entry_composer.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace custos::log {
class Log;
}

namespace custos::audit {

enum class WriteError {
    Unavailable, ///< no connection, or it died while the entry was under way
    NotDurable,  ///< the database would acknowledge before it is on disk
    TimedOut,
    QueueFull,
    Rejected, ///< this entry alone: the database refused it
    Stopping,
};

struct WriterOptions {
    std::size_t queueLimit = 4096; ///< entries waiting; more are refused at once
    std::size_t batchLimit = 1024; ///< entries in one insert
    /// How long one batch may take before its connection is given up. An answer waits at most twice this:
    /// for the batch that is under way and for its own.
    std::chrono::milliseconds patience{2000};
    std::chrono::milliseconds firstBackoff{50};
    std::chrono::milliseconds lastBackoff{2000};
};

/// Makes entries durable, many with one fsync: whatever was queued during the last flush goes in the next
/// insert.
///
/// Guarantees: `done` is called exactly once for each submitted entry, with success only after the database
/// has said that the entry is on disk, with synchronous_commit asserted in that same transaction. An error
/// means "not acknowledged": the entry may still turn up, an answer must not go out. While there is no
/// connection, entries are refused at once instead of piling up.
///
/// Owns one thread and one connection as custos_audit. Thread-safe. Destruction fails what still waits.
class Writer {
public:
    /// Runs on the writer's thread (or, when refused at once, on the caller's); must be quick and not throw.
    using Done = std::function<void(Result<void, WriteError>)>;

    /// `conninfo` as custos_audit. The log outlives the writer.
    Writer(std::string conninfo, log::Log& log, WriterOptions options = {});
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer();

    void submit(PreparedEntry entry, Done done);

    /// For /health: why nothing can be made durable now; nothing while all is well.
    [[nodiscard]] std::optional<WriteError> downBecause() const;
    [[nodiscard]] const WriterOptions& options() const { return options_; }

    struct Counters {
        std::uint64_t durable = 0;
        std::uint64_t refused = 0;
        std::uint64_t batches = 0;
    };
    [[nodiscard]] Counters counters() const;

private:
    struct Waiting {
        PreparedEntry entry;
        Done done;
    };
    using Batch = std::vector<Waiting>;
    struct Link; // the connection

    void run();
    [[nodiscard]] bool connect();
    [[nodiscard]] Batch nextBatch();
    void write(Batch batch);
    void writeOneByOne(Batch batch);
    [[nodiscard]] Result<void, WriteError> insert(std::span<const Waiting> batch);
    void settle(Batch& batch, const Result<void, WriteError>& result);
    /// Gives the connection up and fails all that wait.
    void goDown(WriteError why);
    void pauseBeforeReconnect();

    const std::string conninfo_;
    log::Log& log_;
    const WriterOptions options_;
    std::unique_ptr<Link> link_;          // the writer's thread alone
    std::chrono::milliseconds backoff_{}; // the same

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> queue_;
    Counters counters_;
    std::optional<WriteError> down_; // why entries are refused at once
    bool stopping_ = false;
    std::thread thread_; // last: it uses all of the above
};

} // namespace custos::audit
