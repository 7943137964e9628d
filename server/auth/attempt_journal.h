#pragma once

#include "server/audit/recorder.h"
#include "server/auth/answer.h"

namespace custos::auth {

/// Records each attempt before it is answered.
///
/// Guarantees: neither a value nor a refusal leaves without a durable entry; where none can be written, what
/// leaves is `Unavailable`. Thread-safe.
class AttemptJournal {
public:
    explicit AttemptJournal(audit::Recorder& recorder)
        : recorder_(recorder) {}

    [[nodiscard]] Refusal deny(audit::Draft draft, Refusal refusal);

    /// The entry's leaf hash, or why the act may not go on.
    [[nodiscard]] Result<ledger::Hash, Refusal> allow(audit::Draft draft);

private:
    audit::Recorder& recorder_;
};

[[nodiscard]] inline Refusal unavailable() {
    return Refusal{};
}

} // namespace custos::auth
