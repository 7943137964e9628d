#include "server/jobs/key_rotation.h"

#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"
#include "server/jobs/practices.h"
#include "server/jobs/sealed_tables.h"

#include <algorithm>
#include <map>
#include <thread>

namespace custos::jobs {

namespace {

using ledger::Bytes;
using ledger::Uuid;
using phi::KeyPurpose;
namespace q = db::queries;

/// About 50 ms of one core and of the database: far from the five seconds that a transaction may take.
constexpr std::size_t patientsPerBatch = 250;
constexpr int secretsPerBatch = 250;
constexpr int longestIdle = 200;
constexpr std::chrono::milliseconds idlePause{50};

RotationError errorOf(phi::KeyringError error) {
    return error == phi::KeyringError::Unavailable ? RotationError::Unavailable : RotationError::KeysMissing;
}

RotationError errorOf(const db::DbError& error) {
    const bool inTheWay = error.kind == db::ErrorKind::Timeout || error.kind == db::ErrorKind::Retry;
    return inTheWay ? RotationError::Busy : RotationError::Unavailable;
}

Result<void, RotationError> append(db::Transaction& work, const audit::EntryComposer& composer,
                                   const Uuid& practice, std::vector<ledger::Detail> details) {
    audit::Draft draft;
    draft.tenant = practice;
    draft.action = ledger::Action::KeysRotate;
    draft.details = std::move(details);
    const auto entry = composer.compose(draft);
    if (!entry)
        return unexpected(RotationError::Unavailable);
    work.run(q::audit_append, entry->bytes, ledger::ByteView(entry->mac));
    return {};
}

/// An entry of its own, durable when this returns.
Result<void, RotationError> record(const RotationParts& parts, const Uuid& practice,
                                   std::vector<ledger::Detail> details) {
    auto lease = parts.operations.acquire();
    if (!lease)
        return unexpected(RotationError::Unavailable);
    auto work = (*lease)->begin();
    work.enterService(practice, "rotation");
    if (auto appended = append(work, parts.composer, practice, std::move(details)); !appended)
        return appended;
    if (!work.commit())
        return unexpected(RotationError::Unavailable);
    return {};
}

} // namespace

std::string_view code(RotationError error) {
    static constexpr std::array<std::string_view, 3> codes{"keys_missing", "busy", "unavailable"};
    return codes.at(std::size_t(error));
}

/// Some patients with all that is theirs, in one transaction.
class KeyRotation::Batch {
public:
    Batch(db::Transaction& work, const phi::TenantKeys& keys)
        : work_(work)
        , keys_(keys) {}

    /// Locks and opens. The patients whose fields do not open are left out of what follows.
    [[nodiscard]] Result<void, db::DbError> read(const Uuid& after, std::size_t size) {
        const auto taken = work_.run(q::rotation_take, keys_.newestVersion(KeyPurpose::Fields), after,
                                     static_cast<std::int64_t>(size));
        if (auto sent = work_.flush(); !sent)
            return sent;
        const auto rows = work_.take(taken);
        for (const db::Row row : rows)
            take(row.get<Uuid>("patient"), row.get<Bytes>("wrapped"));
        return readTables();
    }

    [[nodiscard]] Result<void, db::DbError> write() {
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
        return work_.commit();
    }

    [[nodiscard]] bool empty() const { return ids_.empty(); }
    [[nodiscard]] const Uuid& last() const { return ids_.back(); }
    [[nodiscard]] std::uint64_t resealed() const {
        return std::uint64_t(std::count_if(patients_.begin(), patients_.end(),
                                           [](const auto& entry) { return entry.second.readable; }));
    }
    [[nodiscard]] std::uint64_t unreadable() const { return ids_.size() - resealed(); }

private:
    struct Patient {
        phi::PatientCipher before;
        phi::NewPatientKey after;
        bool readable = true;
    };
    struct Table {
        std::vector<Uuid> patients; ///< whose row it is
        std::vector<Uuid> rows;
        std::vector<std::vector<Bytes>> columns; ///< empty for null
    };

    void take(const Uuid& patient, const Bytes& wrapped) {
        ids_.push_back(patient);
        if (auto before = keys_.patient(patient, wrapped))
            patients_.emplace(patient, Patient{std::move(*before), keys_.newPatientKey(patient)});
    }

    Result<void, db::DbError> readTables() {
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

    void reseal(const PatientTable& table, const db::Row& row, Table& resealed) {
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
            const auto plain = sealed ? patient.before.open(column.field, id, *sealed) : std::string();
            patient.readable = patient.readable && plain;
            resealed.columns[at].push_back(
                sealed && plain ? patient.after.cipher.seal(column.field, id, *plain) : Bytes());
        }
    }

    void writeTable(const PatientTable& table, const Table& resealed) {
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
        work_.queue(table.write, std::move(params));
    }

    db::Transaction& work_;
    const phi::TenantKeys& keys_;
    std::vector<Uuid> ids_;
    std::map<Uuid, Patient> patients_;
    std::vector<Table> tables_; ///< as patientTables()
};

KeyRotation::KeyRotation(RotationParts parts, const Uuid& practice,
                         std::shared_ptr<const phi::TenantKeys> keys)
    : parts_(parts)
    , practice_(practice)
    , keys_(std::move(keys))
    , batchSize_(patientsPerBatch) {}

Result<KeyRotation, RotationError> KeyRotation::begin(RotationParts parts, const Uuid& practice) {
    parts.keyring.clear();
    const auto under = parts.keyring.isRotating(practice);
    if (!under)
        return unexpected(errorOf(under.error()));
    if (!*under)
        if (auto rotated = parts.keyring.rotate(practice); !rotated)
            return unexpected(errorOf(rotated.error()));
    auto keys = parts.keyring.open(practice);
    if (!keys)
        return unexpected(errorOf(keys.error()));
    KeyRotation rotation(parts, practice, std::move(*keys));
    if (auto surveyed = rotation.survey(); !surveyed)
        return unexpected(surveyed.error());
    const auto version = std::to_string(rotation.version());
    if (auto recorded =
            record(parts, practice, {{"phase", *under ? "continued" : "begun"}, {"version", version}});
        !recorded)
        return unexpected(recorded.error());
    return rotation;
}

std::uint32_t KeyRotation::version() const {
    return keys_->newestVersion(KeyPurpose::Fields);
}

Result<void, RotationError> KeyRotation::survey() {
    auto lease = parts_.operations.acquire();
    if (!lease)
        return unexpected(RotationError::Unavailable);
    auto work = (*lease)->begin();
    work.enterService(practice_, "rotation");
    const auto ticket = work.run(q::rotation_standing);
    if (auto done = work.commit(); !done)
        return unexpected(errorOf(done.error()));
    const auto rows = work.take(ticket);
    progress_.patients = std::uint64_t(rows.front().get<std::int64_t>("patients"));
    progress_.left = std::uint64_t(rows.front().get<std::int64_t>("older"));
    return {};
}

Result<RotationProgress, RotationError> KeyRotation::step() {
    const auto stepped = phase_ == Phase::Patients  ? resealPatients()
                         : phase_ == Phase::Secrets ? resealSecrets()
                                                    : retire();
    if (!stepped)
        return unexpected(stepped.error());
    return progress_;
}

Result<void, RotationError> KeyRotation::resealPatients() {
    auto lease = parts_.operations.acquire();
    if (!lease)
        return unexpected(RotationError::Unavailable);
    auto work = (*lease)->begin();
    work.enterService(practice_, "rotation");
    Batch batch(work, *keys_);
    const auto read = batch.read(after_, batchSize_);
    const auto written = read && !batch.empty() ? batch.write() : read;
    if (!written && errorOf(written.error()) != RotationError::Busy)
        return unexpected(RotationError::Unavailable);
    if (!written && batchSize_ > 1) { // the smaller the batch, the fewer wait for whoever is in the way
        batchSize_ /= 2;
        return {};
    }
    batchSize_ = patientsPerBatch;
    if (batch.empty())
        return nextRound();
    after_ = batch.last();
    if (!written) // this one comes again in the next round
        return {};
    progress_.left -= std::min(progress_.left, batch.resealed());
    progress_.unreadable += batch.unreadable();
    roundDone_ += batch.resealed();
    return {};
}

// All patients have been gone through. What is left was being written to, or does not open.
Result<void, RotationError> KeyRotation::nextRound() {
    if (auto surveyed = survey(); !surveyed)
        return surveyed;
    if (progress_.left <= progress_.unreadable) {
        phase_ = Phase::Secrets;
        return {};
    }
    idleRounds_ = roundDone_ > 0 ? 0 : idleRounds_ + 1;
    if (idleRounds_ > longestIdle)
        return unexpected(RotationError::Busy);
    if (idleRounds_ > 0)
        std::this_thread::sleep_for(idlePause);
    after_ = {};
    roundDone_ = 0;
    progress_.unreadable = 0;
    return {};
}

Result<void, RotationError> KeyRotation::resealSecrets() {
    auto lease = parts_.operations.acquire();
    if (!lease)
        return unexpected(RotationError::Unavailable);
    auto work = (*lease)->begin();
    work.enterService(practice_, "rotation");
    std::vector<db::Transaction::Ticket> tickets;
    for (const SecretTable& table : secretTables())
        tickets.push_back(work.run(table.read, keys_->newestVersion(KeyPurpose::Secrets), secretsPerBatch));
    if (auto sent = work.flush(); !sent)
        return unexpected(errorOf(sent.error()));
    std::uint64_t resealed = 0;
    for (std::size_t at = 0; at < tickets.size(); ++at) {
        const SecretTable& table = secretTables()[at];
        std::vector<Uuid> ids;
        std::vector<Bytes> secrets;
        const auto rows = work.take(tickets[at]);
        for (const db::Row row : rows) {
            const auto id = row.get<Uuid>("row");
            auto plain = keys_->openSecret(table.field, id, row.get<Bytes>("secret"));
            if (!plain)
                continue;
            ids.push_back(id);
            secrets.push_back(keys_->sealSecret(table.field, id, ledger::asBytes(*plain)));
            ledger::wipe(std::span(reinterpret_cast<std::uint8_t*>(plain->data()), plain->size()));
        }
        resealed += ids.size();
        if (!ids.empty())
            work.run(table.write, ids, secrets);
    }
    if (auto done = work.commit(); !done)
        return unexpected(errorOf(done.error()));
    if (resealed == 0)
        phase_ = Phase::Retire;
    return {};
}

Result<void, RotationError> KeyRotation::retire() {
    const auto retired = parts_.keyring.retire(practice_);
    if (!retired)
        return unexpected(errorOf(retired.error()));
    retired_ = *retired;
    phase_ = Phase::Done;
    return record(parts_, practice_,
                  {{"phase", retired_ ? "finished" : "stopped"},
                   {"version", std::to_string(version())},
                   {"unreadable", std::to_string(progress_.unreadable)}});
}

namespace {

struct KeyHolders {
    std::vector<Uuid> all;      ///< who have keys; each one's have been opened
    std::vector<Uuid> underOld; ///< of these, those whose keys an older version wraps
};

Result<KeyHolders, RotationError> openAll(phi::TenantKeyring& keyring, const std::vector<Uuid>& practices) {
    KeyHolders holders;
    keyring.clear();
    for (const Uuid& practice : practices) {
        const auto keys = keyring.open(practice);
        if (!keys && keys.error() == phi::KeyringError::NoKeys)
            continue;
        if (!keys)
            return unexpected(errorOf(keys.error()));
        const auto rewrapped = keyring.isRewrapped(practice);
        if (!rewrapped)
            return unexpected(errorOf(rewrapped.error()));
        holders.all.push_back(practice);
        if (!*rewrapped)
            holders.underOld.push_back(practice);
    }
    return holders;
}

} // namespace

Result<std::uint32_t, RotationError>
rotateKeyEncryption(db::Pool& asKeys, RotationParts parts,
                    const std::function<void(std::size_t done, std::size_t of)>& told) {
    const auto all = practicesOf(asKeys);
    if (!all)
        return unexpected(RotationError::Unavailable);
    const auto holders = openAll(parts.keyring, *all);
    if (!holders)
        return unexpected(holders.error());
    phi::KeyEncryption& keyEncryption = parts.keyring.keyEncryption();
    const bool goesOn = !holders->underOld.empty();
    if (!goesOn && !keyEncryption.addVersion())
        return unexpected(RotationError::Unavailable);
    const auto& toDo = goesOn ? holders->underOld : holders->all;
    const auto version = std::to_string(keyEncryption.newest());
    for (std::size_t done = 0; done < toDo.size(); ++done) {
        if (auto rewrapped = parts.keyring.rewrap(toDo[done]); !rewrapped)
            return unexpected(errorOf(rewrapped.error()));
        if (auto recorded = record(parts, toDo[done], {{"phase", "rewrapped"}, {"key_encryption", version}});
            !recorded)
            return unexpected(recorded.error());
        told(done + 1, toDo.size());
    }
    return keyEncryption.newest();
}

} // namespace custos::jobs
