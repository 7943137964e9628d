#include "ledger/bundle.h"

#include "ledger/entry.h"

#include <charconv>
#include <fstream>

namespace custos::ledger {

namespace {

constexpr std::string_view checkpointFile = "checkpoint", entriesFile = "entries",
                           rememberedFile = "remembered", receiptsFile = "receipts";

constexpr std::size_t linesPerCheckpoint = 8;

// Index, two hashes, a body in base64 and what separates them.
constexpr std::size_t maxLine = 20 + 2 * 44 + (maxEntrySize + 2) / 3 * 4 + 4;

// Reads lines of bounded length, so that a bundle cannot fill the reader's memory.
class Lines {
public:
    Lines(const std::filesystem::path& directory, std::string_view file)
        : file_(file)
        , stream_(directory / file, std::ios::binary)
        , buffer_(maxLine + 1, '\0') {}

    [[nodiscard]] bool isOpen() const { return stream_.is_open(); }

    /// The next line, without its newline; nothing at the end and after a fault.
    std::optional<std::string_view> next() {
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

    [[nodiscard]] BundleProblem problem(BundleFault fault) const { return {fault, file_, number_, {}}; }
    /// What kept `next` from reaching the end, if anything did.
    [[nodiscard]] std::optional<BundleProblem> fault() const {
        if (cut_)
            return problem(BundleFault::LineMalformed);
        return stream_.bad() ? std::optional(problem(BundleFault::Unreadable)) : std::nullopt;
    }

private:
    std::string file_;
    std::ifstream stream_;
    std::string buffer_;
    std::uint64_t number_ = 0;
    bool cut_ = false;
};

Result<std::vector<Checkpoint>, BundleProblem> readCheckpoints(Lines& lines, const LedgerIdentity& ledger) {
    std::vector<Checkpoint> checkpoints;
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
        checkpoints.push_back(*checkpoint);
        text.clear();
    }
    if (const auto fault = lines.fault())
        return unexpected(*fault);
    if (!text.empty())
        return unexpected(lines.problem(BundleFault::LineMalformed));
    return checkpoints;
}

Result<Checkpoint, BundleProblem> readNewest(const std::filesystem::path& directory,
                                             const LedgerIdentity& ledger) {
    Lines lines(directory, checkpointFile);
    if (!lines.isOpen())
        return unexpected(lines.problem(BundleFault::Unreadable));
    const auto checkpoints = readCheckpoints(lines, ledger);
    if (!checkpoints)
        return unexpected(checkpoints.error());
    if (checkpoints->size() != 1)
        return unexpected(lines.problem(BundleFault::LineMalformed));
    return checkpoints->front();
}

// Absent is fine; there and unreadable is not, since what it says could matter.
Result<std::vector<Checkpoint>, BundleProblem> readRemembered(const std::filesystem::path& directory,
                                                              const LedgerIdentity& ledger) {
    Lines lines(directory, rememberedFile);
    if (lines.isOpen())
        return readCheckpoints(lines, ledger);
    if (std::filesystem::exists(directory / rememberedFile))
        return unexpected(lines.problem(BundleFault::Unreadable));
    return {};
}

std::optional<BundleProblem> readReceipts(const std::filesystem::path& directory, LogWalk& walk) {
    Lines lines(directory, receiptsFile);
    if (!lines.isOpen() && std::filesystem::exists(directory / receiptsFile))
        return lines.problem(BundleFault::Unreadable);
    while (const auto line = lines.isOpen() ? lines.next() : std::nullopt) {
        const auto leaf = hashFromBase64(*line);
        if (!leaf)
            return lines.problem(BundleFault::LineMalformed);
        walk.expectReceipt(*leaf);
    }
    return lines.fault();
}

std::optional<BundleProblem> readEntries(const std::filesystem::path& directory, LogWalk& walk) {
    Lines lines(directory, entriesFile);
    if (!lines.isOpen())
        return lines.problem(BundleFault::Unreadable);
    while (const auto line = lines.next()) {
        const auto row = rowFromLine(*line);
        if (!row)
            return lines.problem(BundleFault::LineMalformed);
        walk.add(*row);
    }
    return lines.fault();
}

} // namespace

std::string toLine(const SealedRow& row) {
    return std::to_string(row.index) + ' ' + toBase64(row.leaf) + ' ' + toBase64(row.chain) + ' ' +
           (row.entry ? toBase64(*row.entry) : "-");
}

std::optional<SealedRow> rowFromLine(std::string_view line) {
    std::array<std::string_view, 4> words;
    std::string_view rest = line;
    for (std::string_view& word : words) {
        word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    SealedRow row;
    const auto [indexText, leafText, chainText, bodyText] = words;
    std::from_chars(indexText.data(), indexText.data() + indexText.size(), row.index);
    const auto leaf = hashFromBase64(leafText), chain = hashFromBase64(chainText);
    row.entry = bodyText == "-" ? std::nullopt : fromBase64(bodyText);
    if (!leaf || !chain)
        return std::nullopt;
    row.leaf = *leaf;
    row.chain = *chain;
    // Writing it again refuses other spellings of the number, other spaces, and a body that was not read.
    return toLine(row) == line ? std::optional(std::move(row)) : std::nullopt;
}

Result<BundleFinding, BundleProblem> verifyBundle(const std::filesystem::path& directory,
                                                  const LedgerIdentity& ledger) {
    const auto newest = readNewest(directory, ledger);
    if (!newest)
        return unexpected(newest.error());
    auto checkpoints = readRemembered(directory, ledger);
    if (!checkpoints)
        return unexpected(checkpoints.error());
    const std::size_t remembered = checkpoints->size();
    checkpoints->push_back(*newest);
    LogWalk walk(ledger, *std::move(checkpoints));
    if (const auto problem = readReceipts(directory, walk))
        return unexpected(*problem);
    if (const auto problem = readEntries(directory, walk))
        return unexpected(*problem);
    return BundleFinding{*newest, remembered, walk.finish()};
}

} // namespace custos::ledger
