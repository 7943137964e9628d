#include "ledger/excerpt.h"

#include "ledger/bundle_reader.h"

#include <charconv>

namespace custos::ledger {

namespace {

constexpr std::string_view shownFile = "shown", consistencyFile = "consistency";

std::string toLine(const ShownEntry& entry) {
    std::string line = std::to_string(entry.index) + ' ' + toBase64(entry.entry);
    for (const Hash& hash : entry.inclusion)
        line.append(1, ' ').append(toBase64(hash));
    return line;
}

std::string_view takeWord(std::string_view& rest) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    return word;
}

// Accepts exactly what `toLine` writes.
std::optional<ShownEntry> shownFromLine(std::string_view line) {
    ShownEntry entry;
    std::string_view rest = line;
    const std::string_view index = takeWord(rest);
    std::from_chars(index.data(), index.data() + index.size(), entry.index);
    auto body = fromBase64(takeWord(rest));
    if (!body)
        return std::nullopt;
    entry.entry = std::move(*body);
    while (!rest.empty()) {
        const auto hash = hashFromBase64(takeWord(rest));
        if (!hash)
            return std::nullopt;
        entry.inclusion.push_back(*hash);
    }
    return toLine(entry) == line ? std::optional(std::move(entry)) : std::nullopt;
}

Result<std::vector<ShownEntry>, BundleProblem> readShown(const std::filesystem::path& directory) {
    BundleLines lines(directory, shownFile);
    if (!lines.isOpen())
        return unexpected(lines.problem(BundleFault::Unreadable));
    std::vector<ShownEntry> shown;
    while (const auto line = lines.next()) {
        auto entry = shownFromLine(*line);
        if (!entry)
            return unexpected(lines.problem(BundleFault::LineMalformed));
        shown.push_back(std::move(*entry));
    }
    if (const auto fault = lines.fault())
        return unexpected(*fault);
    return shown;
}

Result<Proof, BundleProblem> readConsistency(const std::filesystem::path& directory) {
    BundleLines lines(directory, consistencyFile);
    if (!lines.isOpen() && std::filesystem::exists(directory / consistencyFile))
        return unexpected(lines.problem(BundleFault::Unreadable));
    Proof proof;
    while (const auto line = lines.isOpen() ? lines.next() : std::nullopt) {
        const auto hash = hashFromBase64(*line);
        if (!hash)
            return unexpected(lines.problem(BundleFault::LineMalformed));
        proof.push_back(*hash);
    }
    if (const auto fault = lines.fault())
        return unexpected(*fault);
    return proof;
}

} // namespace

std::vector<BundleFile> toFiles(const Excerpt& excerpt) {
    std::string shown, consistency;
    for (const ShownEntry& entry : excerpt.shown)
        shown.append(toLine(entry)).append(1, '\n');
    for (const Hash& hash : excerpt.consistency)
        consistency.append(toBase64(hash)).append(1, '\n');
    std::vector<BundleFile> files{{"checkpoint", excerpt.checkpoint}, {std::string(shownFile), shown}};
    if (!excerpt.remembered.empty())
        files.push_back({"remembered", excerpt.remembered});
    if (!excerpt.consistency.empty())
        files.push_back({std::string(consistencyFile), consistency});
    return files;
}

bool isExcerpt(const std::filesystem::path& directory) {
    return !std::filesystem::exists(directory / "entries") && std::filesystem::exists(directory / shownFile);
}

Result<ExcerptFinding, BundleProblem> verifyExcerpt(const std::filesystem::path& directory,
                                                    const LedgerIdentity& ledger) {
    const auto newest = readNewest(directory, ledger);
    if (!newest)
        return unexpected(newest.error());
    const auto remembered = readRemembered(directory, ledger);
    if (!remembered)
        return unexpected(remembered.error());
    const auto consistency = readConsistency(directory);
    if (!consistency)
        return unexpected(consistency.error());
    const auto shown = readShown(directory);
    if (!shown)
        return unexpected(shown.error());
    // One consistency proof is between two checkpoints.
    if (remembered->size() > 1)
        return unexpected(BundleProblem{BundleFault::LineMalformed, "remembered", 9, {}});

    const LogView view{.ledger = ledger,
                       .remembered = remembered->empty() ? std::nullopt : std::optional(remembered->front()),
                       .checkpoint = newest->text,
                       .consistency = *consistency,
                       .shown = *shown,
                       .receipts = {}};
    ExcerptFinding finding{
        newest->checkpoint, view.remembered.has_value(), {}, verify(view, newest->checkpoint.time)};
    for (const ShownEntry& entry : *shown)
        finding.shown.push_back(entry.index);
    return finding;
}

} // namespace custos::ledger
