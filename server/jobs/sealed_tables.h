#pragma once

#include "server/db/query.h"
#include "server/phi/field.h"

#include <span>
#include <string_view>
#include <vector>

namespace custos::jobs {

struct SealedColumn {
    std::string_view name; ///< in the read query; in the table with `_sealed` behind it
    phi::Field field;
};

/// A table whose sealed columns are under patients' keys. `read` takes patients and gives row, patient and
/// the columns; `write` takes rows and the columns in the order given here.
struct PatientTable {
    std::string_view name;
    const db::Query& read;
    const db::Query& write;
    std::vector<SealedColumn> columns;
};

/// The same under the practice's key for secrets. `read` takes a version and a limit.
struct SecretTable {
    std::string_view name;
    std::string_view column;
    const db::Query& read;
    const db::Query& write;
    phi::Field field;
};

/// Everything that a rotation seals again. A test asks the catalogue for what is missing here.
[[nodiscard]] std::span<const PatientTable> patientTables();
[[nodiscard]] std::span<const SecretTable> secretTables();

} // namespace custos::jobs
