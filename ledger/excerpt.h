#pragma once

#include "ledger/bundle.h"
#include "ledger/verifier.h"

namespace custos::ledger {

// A part of a log with its proofs, as a client can save one without reading the whole log. Also a directory
// of text files (docs/ledger.md): `checkpoint`, `shown`, and perhaps `remembered` and `consistency`.

/// What somebody was shown, and what goes with it.
struct Excerpt {
    std::string checkpoint; ///< the signed note as received, which need not be sound
    std::string remembered; ///< an earlier one; empty: none
    Proof consistency;      ///< from `remembered` to `checkpoint`
    std::vector<ShownEntry> shown;
};

struct BundleFile {
    std::string name;
    std::string content;
};

/// The files of the bundle; `shown` is written even when it is empty, since it says what kind of bundle this
/// is.
[[nodiscard]] std::vector<BundleFile> toFiles(const Excerpt& excerpt);

struct ExcerptFinding {
    Checkpoint checkpoint;
    bool remembered = false;
    std::vector<std::uint64_t> shown; ///< the indexes, in the order of the file
    /// Never `Stale`: an excerpt is looked at long after it was saved.
    Verdict verdict;
};

/// Whether this directory holds an excerpt and not a whole log.
[[nodiscard]] bool isExcerpt(const std::filesystem::path& directory);

/// Decides as a client does (`verify`), but for the age. Believes nothing in the bundle but what `ledger`
/// signed.
[[nodiscard]] Result<ExcerptFinding, BundleProblem> verifyExcerpt(const std::filesystem::path& directory,
                                                                  const LedgerIdentity& ledger);

} // namespace custos::ledger
