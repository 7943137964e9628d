#pragma once

#include "server/audit/coverage.h"
#include "server/audit/entry_composer.h"
#include "server/audit/writer.h"

namespace custos::audit {

/// Proof to the client that an entry stands for its answer: goes out as `Audit-Receipt`.
struct Receipt {
    ledger::Hash leaf{};
};

enum class RecordError {
    Invalid,     ///< the draft is no entry (a defect of the caller, or a control character in a field)
    Unavailable, ///< the entry could not be made durable: answer 503, no PHI
    TimedOut,
    Overloaded,
};

struct RecorderOptions {
    std::chrono::seconds coverFor{60}; ///< 0: every read has an entry of its own
    std::size_t coverLimit = 16384;
};

/// What the API calls. For a read, nothing with PHI goes out before `record` has given a receipt; any error
/// is answered with 503. For a write, the entry goes into the write's own transaction by `audit.append`, with
/// what `compose` gives; the receipt is its leaf.
///
/// Thread-safe. Composer and writer outlive it.
class Recorder {
public:
    using Done = std::function<void(Result<Receipt, RecordError>)>;

    Recorder(const EntryComposer& composer, Writer& writer, RecorderOptions options = {});

    /// Waits until the entry is durable, at most about twice the writer's patience. Allowed acts of a
    /// session that repeat within a minute without any difference are covered by the first one's durable
    /// entry, whose receipt they get.
    [[nodiscard]] Result<Receipt, RecordError> record(const Draft& draft);

    /// The same without a waiting thread. `done` runs on the writer's thread, or at once on this one.
    void record(const Draft& draft, Done done);

    /// For a write. Never covered: each change has an entry of its own.
    [[nodiscard]] Result<PreparedEntry, RecordError> compose(const Draft& draft) const;

    /// What "who opened this chart?" looks for.
    [[nodiscard]] ledger::Hash subjectOf(const ledger::Uuid& tenant, const ledger::Uuid& patient) const;

private:
    void recordCoverable(const Draft& draft, Done done);
    void submit(PreparedEntry entry, std::function<void()> durable, Done done);

    const EntryComposer& composer_;
    Writer& writer_;
    const RecorderOptions options_;
    std::shared_ptr<Coverage> coverage_; // shared with entries that are under way when this goes
};

} // namespace custos::audit
