#pragma once

#include "ledger/mac.h"
#include "server/audit/entry_composer.h"
#include "server/fhir/read.h"

#include <memory>
#include <string>
#include <vector>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::phi {
class TenantKeyring;
} // namespace custos::phi

namespace custos::jobs {

struct ImportLine {
    std::uint64_t number; ///< In its file, from 1
    std::string text;
};

/// Lines of one resource type, as an export's file holds them.
struct ImportLines {
    std::string type;
    std::vector<ImportLine> lines; ///< At most `maxBatchLines`
};
inline constexpr std::size_t maxBatchLines = 200;

struct RefusedLine {
    std::uint64_t number;
    fhir::Refusal reason;

    friend bool operator==(const RefusedLine&, const RefusedLine&) = default;
};

struct ImportReport {
    std::uint64_t taken = 0;   ///< new here
    std::uint64_t merged = 0;  ///< known from before, whether or not something had changed
    std::uint64_t changed = 0; ///< of the merged ones, those that had
    fhir::Dropped dropped;
    std::vector<RefusedLine> refused;
};

enum class ImportError {
    BadSource,   ///< not 1 to 64 characters of `a-z 0-9 . _ -`
    NoLocation,  ///< the practice has no place of its own yet, and so no time zone
    TooMany,     ///< more than `maxBatchLines`
    UnknownType, ///< none of `importOrder`
    KeysMissing, ///< the practice's keys are not there, or do not open
    Unavailable, ///< the database or the audit log: nothing of this batch has happened, or all of it
};
[[nodiscard]] std::string_view code(ImportError error);

/// Resource types in the order in which they refer to each other.
inline constexpr std::array<std::string_view, 6> importOrder{"Organization",     "Location", "Practitioner",
                                                             "PractitionerRole", "Patient",  "Encounter"};

/// Where an import stores. Everything outlives it.
struct ImportParts {
    db::Pool& operations;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
    const ledger::MacKey& fingerprintKey; ///< lies outside the database: fingerprints are of PHI
};

/// Takes a FHIR export into one practice, as the service `import` (docs/import.md).
///
/// Guarantees: a batch happens as a whole, with its audit entry, or not at all, and a transaction ends well
/// under five seconds; what was taken before, from the same source and under the same FHIR id, is merged and
/// never doubled, so that every batch, and every run, may be repeated; what `fhir::readLine` does not hand
/// out cannot be stored; a refusal names a line and a reason and quotes nothing.
///
/// One thread at a time.
class FhirImport {
public:
    [[nodiscard]] static Result<FhirImport, ImportError> open(ImportParts parts, const ledger::Uuid& practice,
                                                              std::string source);

    /// Types come in `importOrder`; whatever a line refers to has to have been taken before.
    [[nodiscard]] Result<ImportReport, ImportError> take(const ImportLines& lines);

private:
    FhirImport(ImportParts parts, const ledger::Uuid& practice, std::string source)
        : parts_(parts)
        , practice_(practice)
        , source_(std::move(source)) {}

    ImportParts parts_;
    ledger::Uuid practice_;
    std::string source_;
};

} // namespace custos::jobs
