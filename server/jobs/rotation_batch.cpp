#include "server/jobs/rotation_batch.h"

#include "server/db/queries.h"

#include <algorithm>

namespace custos::jobs {

namespace {

using ledger::Bytes;
using ledger::Uuid;
using phi::KeyPurpose;
namespace q = db::queries;

/// Where a field goes that its patient is found by; null for any other.
std::string* searchedBy(phi::Searchable& searchable, phi::Field field) {
    switch (field) {
    case phi::Field::PatientFamilyName:
        return &searchable.familyName;
    case phi::Field::PatientGivenName:
        return &searchable.givenName;
    case phi::Field::PatientPhone:
        return &searchable.phone;
    case phi::Field::PatientBirthDate:
        return &searchable.birthDate;
    default:
        return nullptr;
    }
}

} // namespace

Result<void, db::DbError> RotationBatch::read(const Uuid& after, std::size_t size) {
    const auto taken = work_.run(q::rotation_take, keys_.newestVersion(KeyPurpose::Fields), after,
                                 static_cast<std::int64_t>(size));
    if (auto sent = work_.flush(); !sent)
        return sent;
    const auto rows = work_.take(taken);
    for (const db::Row row : rows)
        take(row.get<Uuid>("patient"), row.get<Bytes>("wrapped"));
    return readTables();
}

Result<void, db::DbError> RotationBatch::write() {
    std::vector<Uuid> ids;
    std::vector<Bytes> wrapped;
    for (const auto& [id, patient] : patients_)
        if (patient.readable) {
            ids.push_back(id);
            wrapped.push_back(patient.after.wrapped);
        }
    work_.run(q::rotation_keys, ids, wrapped);
    for (std::size_t at = 0; at < tables_.size(); ++at)
        if (!tables_[at].rows.empty())
            writeTable(patientTables()[at], tables_[at]);
    work_.run(q::rotation_forget_tokens, ids);
    writeTokens();
    return work_.commit();
}

std::uint64_t RotationBatch::resealed() const {
    return std::uint64_t(std::count_if(patients_.begin(), patients_.end(),
                                       [](const auto& entry) { return entry.second.readable; }));
}

void RotationBatch::take(const Uuid& patient, const Bytes& wrapped) {
    ids_.push_back(patient);
    if (auto before = keys_.patient(patient, wrapped))
        patients_.emplace(patient, Patient{std::move(*before), keys_.newPatientKey(patient)});
}

Result<void, db::DbError> RotationBatch::readTables() {
    if (ids_.empty())
        return {};
    std::vector<db::Transaction::Ticket> tickets;
    for (const PatientTable& table : patientTables())
        tickets.push_back(work_.run(table.read, ids_));
    if (auto sent = work_.flush(); !sent)
        return sent;
    for (std::size_t at = 0; at < tickets.size(); ++at) {
        tables_.emplace_back();
        tables_.back().columns.resize(patientTables()[at].columns.size());
        const auto rows = work_.take(tickets[at]);
        for (const db::Row row : rows)
            reseal(patientTables()[at], row, tables_.back());
    }
    return {};
}

void RotationBatch::reseal(const PatientTable& table, const db::Row& row, Table& resealed) {
    const auto found = patients_.find(row.get<Uuid>("patient"));
    if (found == patients_.end())
        return;
    Patient& patient = found->second;
    const auto id = row.get<Uuid>("row");
    resealed.patients.push_back(found->first);
    resealed.rows.push_back(id);
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
        const auto& column = table.columns[at];
        const auto sealed = row.get<std::optional<Bytes>>(column.name);
        auto plain = sealed ? patient.before.open(column.field, id, *sealed) : std::string();
        patient.readable = patient.readable && plain;
        resealed.columns[at].push_back(sealed && plain ? patient.after.cipher.seal(column.field, id, *plain)
                                                       : Bytes());
        if (auto* place = searchedBy(patient.searchable, column.field); place && plain)
            *place = std::move(*plain);
    }
}

void RotationBatch::writeTable(const PatientTable& table, const Table& resealed) {
    std::vector<Uuid> rows;
    std::vector<std::vector<Bytes>> columns(resealed.columns.size());
    for (std::size_t row = 0; row < resealed.rows.size(); ++row) {
        if (!patients_.at(resealed.patients[row]).readable)
            continue;
        rows.push_back(resealed.rows[row]);
        for (std::size_t at = 0; at < columns.size(); ++at)
            columns[at].push_back(resealed.columns[at][row]);
    }
    std::vector<db::Param> params{db::Param(rows)};
    for (const auto& column : columns)
        params.emplace_back(column);
    work_.queue(table.write, params);
}

// Whoever changes a patient meanwhile waits for the lock on the patient's key, or is refused for an older
// one, so that these are the tokens of what was opened.
void RotationBatch::writeTokens() {
    std::vector<Uuid> patients;
    std::vector<Bytes> tokens;
    for (const auto& [id, patient] : patients_) {
        if (!patient.readable)
            continue;
        for (const phi::IndexToken& token : keys_.blindIndex().tokensOf(patient.searchable)) {
            patients.push_back(id);
            tokens.emplace_back(token.value.begin(), token.value.end());
        }
    }
    work_.run(q::rotation_write_tokens, patients, tokens);
}

} // namespace custos::jobs
