#pragma once

#include "ledger/keys.h"
#include "ledger/proof.h"
#include "ledger/result.h"
#include "ledger/utc_time.h"

namespace custos::ledger {

/// What the ledger key vouches for: at `time` the practice's log held exactly these entries.
struct Checkpoint {
    std::uint64_t size = 0;  ///< number of entries, at most `maxTreeSize`
    Hash root{};             ///< root of the RFC 9162 tree over them
    UtcTime time;            ///< when it was signed, by the server's clock
    std::uint64_t epoch = 0; ///< rises with every restore into another database cluster
    Hash chainHead{};        ///< the last link, `chainGenesis` where there is no entry

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

enum class CheckpointError {
    Malformed,    ///< not the one spelling that `signCheckpoint` writes
    WrongLog,     ///< sound perhaps, but another practice's
    UnknownKey,   ///< names another key
    BadSignature, ///< names our key, which never signed this
};

/// No checkpoint is longer, in bytes.
inline constexpr std::size_t maxCheckpointSize = 1024;

/// A C2SP signed note holding a C2SP tlog-checkpoint: origin, size and root, then `time`, `epoch` and `chain`
/// as extension lines, then one Ed25519 signature. Equal checkpoints have equal texts.
[[nodiscard]] std::string signCheckpoint(const Checkpoint& checkpoint, const Uuid& practice,
                                         const SigningKey& key);

/// Believes nothing but the origin and key id before the signature holds. Accepts exactly one signature and
/// exactly what `signCheckpoint` writes, so that keeping the text keeps the evidence.
[[nodiscard]] Result<Checkpoint, CheckpointError> parseAndVerify(std::string_view text,
                                                                 const LedgerIdentity& ledger);

} // namespace custos::ledger
