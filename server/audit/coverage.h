#pragma once

#include "ledger/hash.h"
#include "ledger/utc_time.h"

#include <deque>
#include <map>
#include <mutex>
#include <optional>

namespace custos::audit {

/// Which durable entries still cover repeats. A memory, not a record: losing it (restart, bound reached) only
/// means that a repeat writes an entry of its own. Thread-safe.
class Coverage {
public:
    explicit Coverage(std::size_t limit);

    /// The leaf of the durable entry that covers this likeness at `now`. Nothing at or after the end of its
    /// cover, nor before its beginning (the clock was set back).
    [[nodiscard]] std::optional<ledger::Hash> covering(const ledger::Hash& likeness, ledger::UtcTime now);

    /// Only for entries that are durable. The first one keeps its cover; it is never extended.
    void remember(const ledger::Hash& likeness, const ledger::Hash& leaf, ledger::UtcTime from,
                  ledger::UtcTime until);

    [[nodiscard]] std::size_t size() const;

private:
    struct Cover {
        ledger::Hash leaf;
        ledger::UtcTime from;
        ledger::UtcTime until;
    };

    void makeRoom();

    const std::size_t limit_;
    mutable std::mutex mutex_;
    std::map<ledger::Hash, Cover> covers_;
    std::deque<ledger::Hash> order_; // as remembered; what is over the bound is forgotten, oldest first
};

} // namespace custos::audit
