#pragma once

#include "server/jobs/fhir_import.h"
#include "server/jobs/import_ledger.h"
#include "server/phi/patient_record.h"

#include <map>
#include <set>
#include <span>

namespace custos::jobs {

/// A line that was read.
struct ReadLine {
    std::uint64_t number;
    fhir::Resource resource;
};

/// Why a batch did not happen.
struct BatchFailure {
    ImportError error;
    bool again = false; ///< somebody else was at the same record: the same batch may go through now
};

/// One transaction of an import: lines of one type, no FHIR id twice.
class ImportBatch {
public:
    ImportBatch(const ImportParts& parts, const phi::TenantKeys& keys, const std::string& source,
                db::Transaction& work);

    /// Adds to the report what came of the lines. After a failure nothing of the batch has happened, and the
    /// report is worth nothing.
    [[nodiscard]] Result<void, BatchFailure> store(std::string_view type, std::span<const ReadLine> lines,
                                                   ImportReport& report);

private:
    using Step = Result<void, BatchFailure>;
    struct CurrentPatient {
        phi::PatientCipher cipher;
        int version;
        phi::PatientRecord record;
    };
    struct Seen {
        std::string_view type;
        const std::string& fhirId;
        ledger::Hash fingerprint;
        std::optional<KnownRecord> known;
    };

    void ask(const fhir::Resource& resource);
    [[nodiscard]] Step learn(std::span<const ReadLine> lines);
    [[nodiscard]] Step learnPatients(std::span<const ReadLine> lines);
    [[nodiscard]] Step learnKeys(std::span<const ReadLine> lines);
    [[nodiscard]] Step record(std::string_view type);
    [[nodiscard]] Step finish();
    [[nodiscard]] Step flush();

    [[nodiscard]] Seen see(std::string_view type, const std::string& fhirId,
                           std::vector<std::string> parts) const;
    [[nodiscard]] Seen see(const fhir::Patient& patient) const;
    [[nodiscard]] bool count(const Seen& seen, bool knownOtherwise = false);
    void remember(const Seen& seen, const ledger::Uuid& record);
    void refuse(fhir::Refusal reason);

    void take(const fhir::Organization& organization);
    void take(const fhir::Location& location);
    void take(const fhir::Practitioner& practitioner);
    void take(const fhir::PractitionerRole& role);
    void take(const fhir::Patient& patient);
    void take(const fhir::Encounter& encounter);
    void storePatient(const Seen& seen, const fhir::Patient& patient);
    [[nodiscard]] std::optional<ledger::Uuid> practitionerOf(const fhir::Reference& reference) const;
    [[nodiscard]] std::optional<ledger::Uuid> placeOf(const std::optional<fhir::Reference>& reference);

    const ImportParts& parts_;
    const phi::TenantKeys& keys_;
    const std::string& source_;
    db::Transaction& work_;
    ImportLedger ledger_;
    ImportReport* report_ = nullptr;
    std::uint64_t line_ = 0;
    ledger::Uuid home_;
    std::string timeZone_;
    std::map<ledger::Uuid, CurrentPatient> current_;
    std::map<ledger::Uuid, phi::PatientCipher> ciphers_;
    std::vector<db::Transaction::Ticket> updates_;
    std::set<ledger::Uuid> touched_;
};

} // namespace custos::jobs
