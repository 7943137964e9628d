#pragma once

#include "server/phi/patient_record.h"
#include "tests/server/jobs/import_desk.h"
#include "tests/server/phi/temporary_keys.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

namespace custos::jobs {

/// A practice with one place and one provider of its own, in a real database that is the suite's.
class ImportTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() { shared_ = std::make_unique<testing::Database>(); }
    static void TearDownTestSuite() { shared_.reset(); }
    ImportTest();

    [[nodiscard]] FhirImport import(const std::string& source = "small") {
        return *FhirImport::open(desk_.parts(), practice_, source);
    }
    /// The set that stands in tests/data/fhir-small.
    ImportReport importSmall();
    static ImportReport take(FhirImport& import, const std::string& type,
                             const std::vector<std::string>& lines);

    /// One value that SQL of the superuser gives.
    [[nodiscard]] std::string ask(const std::string& sql) const;
    [[nodiscard]] std::int64_t countOf(const std::string& what) const;

    /// Of the patient behind a FHIR id: their facts, in the clear.
    [[nodiscard]] phi::PatientRecord patient(const std::string& fhirId);
    /// FHIR ids whose patients a search finds.
    [[nodiscard]] std::vector<std::string> found(const std::string& query);
    [[nodiscard]] std::string reasonOf(const std::string& encounterId);

    testing::Database& database_ = *shared_;
    phi::TemporaryKeys keys_;
    example::ImportDesk desk_;
    ledger::Uuid practice_ = *ledger::uuidFromText("a1000000-0000-4000-8000-000000000001");
    std::map<std::string, std::vector<RefusedLine>> refused_; ///< by file, of `importSmall`

private:
    static inline std::unique_ptr<testing::Database> shared_;
};

} // namespace custos::jobs
