#include "ledger/bundle.h"

#include "ledger/bundle_reader.h"

#include <charconv>

namespace custos::ledger {

namespace {

constexpr std::string_view entriesFile = "entries", receiptsFile = "receipts";

std::optional<BundleProblem> readReceipts(const std::filesystem::path& directory, LogWalk& walk) {
    BundleLines lines(directory, receiptsFile);
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
    BundleLines lines(directory, entriesFile);
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
    checkpoints->push_back(newest->checkpoint);
    LogWalk walk(ledger, *std::move(checkpoints));
    if (const auto problem = readReceipts(directory, walk))
        return unexpected(*problem);
    if (const auto problem = readEntries(directory, walk))
        return unexpected(*problem);
    return BundleFinding{newest->checkpoint, remembered, walk.finish()};
}

} // namespace custos::ledger
