#pragma once

#include "server/audit/entry_composer.h"
#include "server/phi/patient_record.h"
#include "server/phi/tenant_keyring.h"

#include <chrono>
#include <optional>

namespace custos::db {
class Pool;
} // namespace custos::db

namespace custos::jobs {

struct DetectionParts {
    db::Pool& operations;
    phi::TenantKeyring& keyring;
    const audit::EntryComposer& composer;
};

enum class DetectionError {
    TooFewPatients, ///< bait is mixed from real patients' traits, and there are fewer than ten
    KeysMissing,
    Unavailable,
};
[[nodiscard]] std::string_view code(DetectionError error);

/// Bait patients of one practice, and whoever takes it; as the service `detection`, which alone may know
/// which patients those are.
///
/// A bait patient is registered like any other and looks like any other: its name, birth date, number and
/// address are mixed from those of several real patients. Opening one, never listing it, raises an incident.
/// Stateless; thread-safe.
class Detection {
public:
    Detection(DetectionParts parts, const ledger::Uuid& practice)
        : parts_(parts)
        , practice_(practice) {}

    /// How many there shall be, and for how long each; `tend` sees to it. Leaves an audit entry, or changes
    /// nothing.
    [[nodiscard]] Result<void, DetectionError> wish(int wanted, std::optional<std::chrono::hours> lasts);

    /// How many there are. Those that were laid out earlier stand until their time is over and nothing refers
    /// to them, so that there may be more than are wanted.
    [[nodiscard]] Result<std::int64_t, DetectionError> standing();

    /// Raises an incident for each opening of bait that was not known; how many there were. Cheap.
    [[nodiscard]] Result<std::size_t, DetectionError> raiseAlarms();

    /// Lays out what is missing, takes away what has lain its time, clears counts that nobody looks at.
    [[nodiscard]] Result<void, DetectionError> tend();

    /// What a report has found, less the bait: for reports, after their query.
    [[nodiscard]] Result<std::vector<ledger::Uuid>, DetectionError>
    withoutBait(std::vector<ledger::Uuid> patients);

private:
    [[nodiscard]] Result<void, DetectionError> layOut();
    [[nodiscard]] Result<void, DetectionError> takeAway();

    DetectionParts parts_;
    ledger::Uuid practice_;
};

/// The bait that these real patients' traits make: each trait another one's. Of at least five.
[[nodiscard]] phi::PatientRecord mixed(std::span<const phi::PatientRecord> models);

} // namespace custos::jobs
