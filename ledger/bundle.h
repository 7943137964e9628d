#pragma once

#include "ledger/log_walk.h"

#include <filesystem>

namespace custos::ledger {

// An evidence bundle is a directory of text files, described byte by byte in docs/ledger.md:
//   checkpoint    the newest signed checkpoint
//   entries       every sealed row from index 0, one a line
//   remembered    earlier checkpoints, one after another (may be absent)
//   receipts      leaf hashes that answers promised, one a line (may be absent)

/// The line of a row in `entries`, without its newline: index, leaf, chain and body, `-` for a purged body.
[[nodiscard]] std::string toLine(const SealedRow& row);

/// Accepts exactly what `toLine` writes.
[[nodiscard]] std::optional<SealedRow> rowFromLine(std::string_view line);

enum class BundleFault {
    Unreadable,        ///< the file is missing or cannot be read
    LineMalformed,     ///< a line that the format does not know
    CheckpointRefused, ///< a checkpoint that is not this log's, or not signed by its key
};

struct BundleProblem {
    BundleFault fault = BundleFault::Unreadable;
    std::string file;
    std::uint64_t line = 0;                         ///< from 1, where a line is at fault
    std::optional<CheckpointError> checkpointError; ///< for `CheckpointRefused`
};

struct BundleFinding {
    Checkpoint checkpoint;
    std::size_t remembered = 0;
    WalkReport walk;
};

/// Reads a bundle row by row and walks it. Everything in the bundle may have been made by the attacker; only
/// `ledger` is believed, so it has to come from elsewhere (the enrolment file, a print-out).
[[nodiscard]] Result<BundleFinding, BundleProblem> verifyBundle(const std::filesystem::path& directory,
                                                                const LedgerIdentity& ledger);

} // namespace custos::ledger
