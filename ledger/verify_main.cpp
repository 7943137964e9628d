// custos-verify: checks an evidence bundle offline, with nothing but the ledger's public key.

#include "ledger/excerpt.h"

#include <fstream>
#include <iostream>

namespace {

using namespace custos::ledger;

// Documented in docs/ledger.md; scripts depend on them.
enum ExitCode { verified = 0, damaged = 1, usage = 2, unreadable = 3, notSigned = 4 };

constexpr std::string_view usageText =
    "custos-verify KEY BUNDLE\n"
    "\n"
    "Checks that a practice's audit log is what was sealed. Works offline.\n"
    "\n"
    "  KEY     the ledger's public key, custos/<practice>+<key id>+<key>, or a file that holds it.\n"
    "          Take it from the enrolment file, never from the bundle's sender.\n"
    "  BUNDLE  a directory with the files checkpoint and entries (the whole log) or shown (an excerpt), and\n"
    "          perhaps remembered, receipts and consistency.\n"
    "\n"
    "Exit code: 0 verified, 1 damaged (the first bad entry is named), 2 wrong usage,\n"
    "3 the bundle cannot be read, 4 a checkpoint is not signed by this key.\n";

std::optional<LedgerIdentity> ledgerFrom(const std::string& argument) {
    if (const auto ledger = ledgerFromText(argument))
        return ledger;
    std::ifstream file(argument);
    std::string line;
    std::getline(file, line);
    return ledgerFromText(line);
}

std::string_view sentence(CheckpointError error) {
    switch (error) {
    case CheckpointError::WrongLog:
        return "it is the checkpoint of another practice";
    case CheckpointError::UnknownKey:
        return "it names another key";
    case CheckpointError::BadSignature:
        return "its signature is not by this key";
    case CheckpointError::Malformed:
        break;
    }
    return "it is not a checkpoint";
}

int report(const BundleProblem& problem) {
    switch (problem.fault) {
    case BundleFault::Unreadable:
        std::cout << "CANNOT TELL: the file " << problem.file << " cannot be read.\n";
        return unreadable;
    case BundleFault::LineMalformed:
        std::cout << "CANNOT TELL: " << problem.file << ", line " << problem.line
                  << ", is not in the format of an evidence bundle.\n";
        return unreadable;
    case BundleFault::CheckpointRefused:
        break;
    }
    const CheckpointError error = problem.checkpointError.value_or(CheckpointError::Malformed);
    std::cout << "REFUSED: the checkpoint in " << problem.file << " that ends in line " << problem.line
              << " does not count: " << sentence(error) << ".\n";
    return error == CheckpointError::Malformed ? unreadable : notSigned;
}

std::string sentence(const WalkReport& walk) {
    const std::string entry = "entry " + std::to_string(walk.first);
    switch (walk.damage) {
    case Damage::None:
        return {};
    case Damage::Edited:
        return entry + " was edited: it is not what was sealed there.";
    case Damage::Deleted:
        return entry + " was deleted: what stands there now was sealed later.";
    case Damage::Inserted:
        return entry + " was inserted: it was never sealed.";
    case Damage::Reordered:
        return entry + " was moved: it was sealed in another place.";
    case Damage::Truncated:
        return entry + " is missing: the log was cut off there, but a checkpoint covers more.";
    case Damage::Rewritten:
        break;
    }
    return "history was rewritten and sealed again. The first bad entry is " +
           (walk.first == walk.last
                ? std::to_string(walk.first)
                : "one of " + std::to_string(walk.first) + " to " + std::to_string(walk.last)) +
           ": an earlier checkpoint says otherwise.";
}

int report(const BundleFinding& finding) {
    const WalkReport& walk = finding.walk;
    std::cout << "Checkpoint: " << finding.checkpoint.size << " entries, signed "
              << toRfc3339(finding.checkpoint.time) << ", epoch " << finding.checkpoint.epoch << ".\n"
              << "Earlier checkpoints: " << finding.remembered << ".\n";
    if (walk.intact()) {
        std::cout << "VERIFIED: all " << finding.checkpoint.size << " entries are what was sealed.\n";
        return verified;
    }
    if (walk.damage != Damage::None)
        std::cout << "DAMAGED: " << sentence(walk) << '\n';
    if (walk.damage != Damage::None && walk.provenUpTo > 0)
        std::cout << "A checkpoint proves the entries below " << walk.provenUpTo << ".\n";
    for (const Hash& receipt : walk.missingReceipts)
        std::cout << "DAMAGED: the entry with the receipt " << toBase64(receipt)
                  << " was promised and never sealed.\n";
    return damaged;
}

// The sentence for a verdict that is no fault of the signature, which the reader has refused already.
std::string sentence(const Verdict& verdict) {
    switch (verdict.finding) {
    case Finding::Rollback:
        return "the log was rolled back: the newest checkpoint covers fewer entries, or an older epoch, than "
               "an "
               "earlier one.";
    case Finding::Fork:
        return "history was rewritten: the newest checkpoint does not continue the earlier one.";
    case Finding::EntryNotIncluded:
        return "entry " + std::to_string(verdict.firstBadIndex.value_or(0)) +
               " is not what was sealed there.";
    default:
        return "the checkpoint does not count.";
    }
}

int report(const ExcerptFinding& finding) {
    std::cout << "Checkpoint: " << finding.checkpoint.size << " entries, signed "
              << toRfc3339(finding.checkpoint.time) << ", epoch " << finding.checkpoint.epoch << ".\n"
              << "Earlier checkpoints: " << finding.remembered << ".\n"
              << "An excerpt: it says nothing about entries that are not in it.\n";
    if (!finding.verdict.verified()) {
        std::cout << "DAMAGED: " << sentence(finding.verdict) << '\n';
        return damaged;
    }
    std::cout << "VERIFIED: all " << finding.shown.size() << " entries in it are what was sealed.\n";
    return verified;
}

template<class Found>
int report(const custos::Result<Found, BundleProblem>& finding) {
    return finding ? report(*finding) : report(finding.error());
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 1 && arguments.front() == "--help") {
        std::cout << usageText;
        return verified;
    }
    if (arguments.size() != 2) {
        std::cerr << usageText;
        return usage;
    }
    const auto ledger = ledgerFrom(arguments[0]);
    if (!ledger) {
        std::cerr << "KEY is neither a ledger's public key nor a file that holds one.\n";
        return usage;
    }
    std::cout << "Practice: " << toText(ledger->practice) << ", key " << shortForm(keyIdOf(*ledger)) << ".\n";
    if (isExcerpt(arguments[1]))
        return report(verifyExcerpt(arguments[1], *ledger));
    return report(verifyBundle(arguments[1], *ledger));
}
