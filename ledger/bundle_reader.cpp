#include "ledger/bundle_reader.h"

#include "ledger/entry.h"

namespace custos::ledger {

namespace {

constexpr std::string_view checkpointFile = "checkpoint", rememberedFile = "remembered";

constexpr std::size_t linesPerCheckpoint = 8;

// Index, two hashes, a body in base64 and what separates them; an excerpt's line has up to 64 hashes.
constexpr std::size_t maxLine = 20 + 64 * 45 + (maxEntrySize + 2) / 3 * 4 + 4;

Result<std::vector<ReadCheckpoint>, BundleProblem> readCheckpoints(BundleLines& lines,
                                                                   const LedgerIdentity& ledger) {
    std::vector<ReadCheckpoint> checkpoints;
    std::string text;
    std::size_t count = 0;
    while (const auto line = lines.next()) {
        text.append(*line).append("\n");
        if (++count % linesPerCheckpoint != 0)
            continue;
        const auto checkpoint = parseAndVerify(text, ledger);
        if (!checkpoint) {
            BundleProblem problem = lines.problem(BundleFault::CheckpointRefused);
            problem.checkpointError = checkpoint.error();
            return unexpected(problem);
        }
        checkpoints.push_back({*checkpoint, std::exchange(text, {})});
    }
    if (const auto fault = lines.fault())
        return unexpected(*fault);
    if (!text.empty())
        return unexpected(lines.problem(BundleFault::LineMalformed));
    return checkpoints;
}

} // namespace

BundleLines::BundleLines(const std::filesystem::path& directory, std::string_view file)
    : file_(file)
    , stream_(directory / file, std::ios::binary)
    , buffer_(maxLine + 1, '\0') {}

std::optional<std::string_view> BundleLines::next() {
    if (stream_.peek() == std::ifstream::traits_type::eof())
        return std::nullopt;
    ++number_;
    stream_.getline(buffer_.data(), std::streamsize(buffer_.size()));
    // A line that the end of the file cut short has no newline; it is not what was written.
    if (stream_.eof() || stream_.fail()) {
        cut_ = true;
        return std::nullopt;
    }
    return std::string_view(buffer_.data(), std::size_t(stream_.gcount()) - 1);
}

std::optional<BundleProblem> BundleLines::fault() const {
    if (cut_)
        return problem(BundleFault::LineMalformed);
    return stream_.bad() ? std::optional(problem(BundleFault::Unreadable)) : std::nullopt;
}

Result<ReadCheckpoint, BundleProblem> readNewest(const std::filesystem::path& directory,
                                                 const LedgerIdentity& ledger) {
    BundleLines lines(directory, checkpointFile);
    if (!lines.isOpen())
        return unexpected(lines.problem(BundleFault::Unreadable));
    auto checkpoints = readCheckpoints(lines, ledger);
    if (!checkpoints)
        return unexpected(checkpoints.error());
    if (checkpoints->size() != 1)
        return unexpected(lines.problem(BundleFault::LineMalformed));
    return std::move(checkpoints->front());
}

Result<std::vector<Checkpoint>, BundleProblem> readRemembered(const std::filesystem::path& directory,
                                                              const LedgerIdentity& ledger) {
    BundleLines lines(directory, rememberedFile);
    if (!lines.isOpen() && std::filesystem::exists(directory / rememberedFile))
        return unexpected(lines.problem(BundleFault::Unreadable));
    if (!lines.isOpen())
        return {};
    const auto read = readCheckpoints(lines, ledger);
    if (!read)
        return unexpected(read.error());
    std::vector<Checkpoint> checkpoints;
    for (const ReadCheckpoint& each : *read)
        checkpoints.push_back(each.checkpoint);
    return checkpoints;
}

} // namespace custos::ledger
