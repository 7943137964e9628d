#pragma once

#include "server/db/pool.h"
#include "server/fhir/export_files.h"
#include "server/jobs/fhir_import.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/phi/key_store.h"
#include "server/phi/tenant_keyring.h"

#include <chrono>
#include <filesystem>

namespace custos::jobs::example {

inline ledger::UtcTime systemTime() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// What a server gives an import: pools, keys, composer.
class ImportDesk {
public:
    ImportDesk(const std::string& asKeys, const std::string& asOperations, phi::KeyStore& keys)
        : keysPool_(asKeys, {.size = 2})
        , operations_(asOperations, {.size = 2})
        , table_(keysPool_, operations_)
        , keyring_(keys, table_)
        , composer_({keys.derive(phi::StoredKey::AuditMac, "entries"),
                     keys.derive(phi::StoredKey::SubjectHash, "subjects")},
                    systemTime)
        , fingerprintKey_(keys.derive(phi::StoredKey::Pepper, "import fingerprints")) {}

    [[nodiscard]] phi::TenantKeyring& keyring() { return keyring_; }
    [[nodiscard]] const audit::EntryComposer& composer() const { return composer_; }
    [[nodiscard]] db::Pool& asKeys() { return keysPool_; }
    [[nodiscard]] ImportParts parts() { return {operations_, keyring_, composer_, fingerprintKey_}; }

private:
    db::Pool keysPool_;
    db::Pool operations_;
    phi::DbTenantKeyTable table_;
    phi::TenantKeyring keyring_;
    audit::EntryComposer composer_;
    ledger::MacKey fingerprintKey_;
};

/// Takes a whole directory, as the command does. Calls `afterBatch` with each file and its batch's report.
template<class AfterBatch>
Result<void, ImportError> takeDirectory(FhirImport& import, const std::filesystem::path& directory,
                                        std::size_t batchLines, AfterBatch afterBatch) {
    const auto files = fhir::findExport(directory, importOrder);
    for (const fhir::ExportFile& file : files.value().taken) {
        fhir::ExportLines source(file.path);
        ImportLines batch{file.type, {}};
        for (auto line = source.next(); line || !batch.lines.empty(); line = source.next()) {
            if (line)
                batch.lines.push_back({line->number, *line->text});
            if (line && batch.lines.size() < batchLines)
                continue;
            auto report = import.take(batch);
            if (!report)
                return unexpected(report.error());
            afterBatch(file.path.filename().string(), *report);
            batch.lines.clear();
        }
    }
    return {};
}

} // namespace custos::jobs::example
