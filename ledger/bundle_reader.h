#pragma once

#include "ledger/bundle.h"

#include <fstream>

namespace custos::ledger {

/// The lines of one file of a bundle, of bounded length, so that a bundle cannot fill the reader's memory.
class BundleLines {
public:
    BundleLines(const std::filesystem::path& directory, std::string_view file);

    [[nodiscard]] bool isOpen() const { return stream_.is_open(); }

    /// The next line, without its newline, valid until the next call; nothing at the end and after a fault.
    std::optional<std::string_view> next();

    [[nodiscard]] BundleProblem problem(BundleFault fault) const { return {fault, file_, number_, {}}; }
    /// What kept `next` from reaching the end, if anything did.
    [[nodiscard]] std::optional<BundleProblem> fault() const;

private:
    std::string file_;
    std::ifstream stream_;
    std::string buffer_;
    std::uint64_t number_ = 0;
    bool cut_ = false;
};

/// A checkpoint of a bundle, and its text.
struct ReadCheckpoint {
    Checkpoint checkpoint;
    std::string text;
};

/// The one in `checkpoint`.
[[nodiscard]] Result<ReadCheckpoint, BundleProblem> readNewest(const std::filesystem::path& directory,
                                                               const LedgerIdentity& ledger);

/// Those in `remembered`. Absent is fine; there and unreadable is not, since what it says could matter.
[[nodiscard]] Result<std::vector<Checkpoint>, BundleProblem>
readRemembered(const std::filesystem::path& directory, const LedgerIdentity& ledger);

} // namespace custos::ledger
