#include "server/jobs/fhir_import.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/jobs/import_batch.h"
#include "server/phi/tenant_keyring.h"

#include <algorithm>

namespace custos::jobs {

namespace {

using ledger::Uuid;

constexpr int attempts = 5;

bool isSource(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string_view::npos;
}

const std::string& idOf(const fhir::Resource& resource) {
    return std::visit([](const auto& taken) -> const std::string& { return taken.id; }, resource);
}

std::vector<ReadLine> readAll(const ImportLines& lines, ImportReport& report) {
    std::vector<ReadLine> read;
    for (const ImportLine& line : lines.lines) {
        auto resource = fhir::readLine(line.text, lines.type, report.dropped);
        if (resource)
            read.push_back({line.number, std::move(*resource)});
        else
            report.refused.push_back({line.number, resource.error()});
    }
    return read;
}

/// How many from the front have different FHIR ids: a later line of the same id is a change of the earlier
/// one, and finds it stored.
std::size_t distinctLines(std::span<const ReadLine> lines) {
    std::set<std::string_view> seen;
    std::size_t count = 0;
    while (count < lines.size() && seen.insert(idOf(lines[count].resource)).second)
        ++count;
    return count;
}

/// One batch in one transaction, from the start again where somebody else was in the way: a desk, or a
/// rotation that replaced a key.
Result<ImportReport, ImportError> store(const ImportParts& parts, const Uuid& practice,
                                        const std::string& source, std::string_view type,
                                        std::span<const ReadLine> lines, const ImportReport& before) {
    for (int attempt = 1;; ++attempt) {
        const auto keys = parts.keyring.open(practice);
        if (!keys)
            return unexpected(keys.error() == phi::KeyringError::Unavailable ? ImportError::Unavailable
                                                                             : ImportError::KeysMissing);
        auto lease = parts.operations.acquire();
        if (!lease)
            return unexpected(ImportError::Unavailable);
        ImportReport report = before;
        auto work = (*lease)->begin();
        const auto stored = ImportBatch(parts, **keys, source, work).store(type, lines, report);
        if (stored)
            return report;
        if (!stored.error().again || attempt == attempts)
            return unexpected(stored.error().error);
        parts.keyring.clear();
    }
}

void add(ImportReport& sum, ImportReport more) {
    sum.taken += more.taken;
    sum.merged += more.merged;
    sum.changed += more.changed;
    for (const auto& [kind, count] : more.dropped)
        sum.dropped[kind] += count;
    sum.refused.insert(sum.refused.end(), more.refused.begin(), more.refused.end());
}

} // namespace

std::string_view code(ImportError error) {
    static constexpr std::array<std::string_view, 6> codes{"bad_source",   "no_location",  "too_many",
                                                           "unknown_type", "keys_missing", "unavailable"};
    return codes.at(std::size_t(error));
}

Result<FhirImport, ImportError> FhirImport::open(ImportParts parts, const Uuid& practice,
                                                 std::string source) {
    if (!isSource(source))
        return unexpected(ImportError::BadSource);
    return FhirImport(parts, practice, std::move(source));
}

Result<ImportReport, ImportError> FhirImport::take(const ImportLines& lines) {
    if (lines.lines.size() > maxBatchLines)
        return unexpected(ImportError::TooMany);
    if (std::find(importOrder.begin(), importOrder.end(), lines.type) == importOrder.end())
        return unexpected(ImportError::UnknownType);
    ImportReport sum;
    ImportReport unread;
    const auto read = readAll(lines, unread);
    std::span<const ReadLine> rest(read);
    do {
        const std::size_t count = distinctLines(rest);
        auto stored = store(parts_, practice_, source_, lines.type, rest.first(count), unread);
        if (!stored)
            return unexpected(stored.error());
        add(sum, std::move(*stored));
        unread = {};
        rest = rest.subspan(count);
    } while (!rest.empty());
    std::sort(sum.refused.begin(), sum.refused.end(),
              [](const RefusedLine& a, const RefusedLine& b) { return a.number < b.number; });
    return sum;
}

} // namespace custos::jobs
