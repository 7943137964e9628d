#pragma once

#include "ledger/entry.h"
#include "ledger/result.h"

namespace custos::auth {

enum class AuditSinkError { Unavailable };

/// Takes the audit entries of sign-in. Sign-in answers nothing before its entry is durable.
class AuditSink {
public:
    virtual ~AuditSink() = default;

    /// Blocks until the entry is durable and returns its leaf hash, which the answer carries as
    /// `Audit-Receipt`. Sets time and nonce itself. Called from any thread.
    [[nodiscard]] virtual Result<ledger::Hash, AuditSinkError> record(ledger::EntryFields fields) = 0;
};

} // namespace custos::auth
