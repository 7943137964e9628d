#include "server/jobs/key_rotation.h"

#include "server/audit/append.h"
#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"
#include "server/jobs/practices.h"
#include "server/jobs/rotation_batch.h"
#include "server/jobs/sealed_tables.h"

#include <algorithm>
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
    if (!audit::append(work, composer, draft))
        return unexpected(RotationError::Unavailable);
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
    RotationBatch batch(work, *keys_);
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
            ledger::wipe(*plain);
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
