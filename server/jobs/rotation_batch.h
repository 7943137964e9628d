#pragma once

#include "server/db/transaction.h"
#include "server/jobs/sealed_tables.h"
#include "server/phi/tenant_keys.h"

#include <map>
#include <vector>

namespace custos::jobs {

/// Some patients of a rotation with all that is theirs, in one transaction: each under a new key, and found
/// by tokens under the newest index key. A patient is taken whole or left whole.
///
/// One thread. Outlived by the transaction and the keys that it is made of.
class RotationBatch {
public:
    RotationBatch(db::Transaction& work, const phi::TenantKeys& keys)
        : work_(work)
        , keys_(keys) {}

    /// Locks the next patients after that one, and opens their fields. Those whose fields do not open are
    /// left out of what follows.
    [[nodiscard]] Result<void, db::DbError> read(const ledger::Uuid& after, std::size_t size);
    /// Writes what was read, and commits.
    [[nodiscard]] Result<void, db::DbError> write();

    [[nodiscard]] bool empty() const { return ids_.empty(); }
    [[nodiscard]] const ledger::Uuid& last() const { return ids_.back(); }
    [[nodiscard]] std::uint64_t resealed() const;
    [[nodiscard]] std::uint64_t unreadable() const { return ids_.size() - resealed(); }

private:
    struct Patient {
        phi::PatientCipher before;
        phi::NewPatientKey after;
        phi::Searchable searchable = {};
        bool readable = true;
    };
    struct Table {
        std::vector<ledger::Uuid> patients; ///< whose row it is
        std::vector<ledger::Uuid> rows;
        std::vector<std::vector<ledger::Bytes>> columns; ///< empty for null
    };

    void take(const ledger::Uuid& patient, const ledger::Bytes& wrapped);
    [[nodiscard]] Result<void, db::DbError> readTables();
    void reseal(const PatientTable& table, const db::Row& row, Table& resealed);
    void writeTable(const PatientTable& table, const Table& resealed);
    void writeTokens();

    db::Transaction& work_;
    const phi::TenantKeys& keys_;
    std::vector<ledger::Uuid> ids_;
    std::map<ledger::Uuid, Patient> patients_;
    std::vector<Table> tables_; ///< as patientTables()
};

} // namespace custos::jobs
