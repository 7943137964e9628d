#include "server/jobs/detection.h"

#include "server/audit/append.h"
#include "server/audit/incidents.h"
#include "server/db/queries.h"
#include "server/jobs/service_work.h"

#include <algorithm>

namespace custos::jobs {

namespace {

using ledger::Uuid;
namespace q = db::queries;

constexpr std::size_t modelsWanted = 10;

std::optional<ServiceWork> begin(const DetectionParts& parts, const Uuid& practice) {
    return ServiceWork::begin(parts.operations, practice, "detection");
}

unexpected<DetectionError> unavailable() {
    return unexpected(DetectionError::Unavailable);
}

/// Without saying which patients: entries are read by people.
bool append(ServiceWork& work, const audit::EntryComposer& composer, const Uuid& practice,
            std::vector<ledger::Detail> details) {
    audit::Draft draft;
    draft.tenant = practice;
    draft.action = ledger::Action::HoneypotsRotate;
    draft.details = std::move(details);
    return audit::append(work.transaction, composer, draft);
}

std::string lastDigits(const std::string& phone, const std::string& other) {
    if (phone.size() < 4 || other.size() < 4)
        return phone;
    return phone.substr(0, phone.size() - 4) + other.substr(other.size() - 4);
}

std::string mixedDate(const std::string& year, const std::string& day) {
    // not the 29th to 31st: another year, or month, may not have it
    if (year.size() != 10 || day.size() != 10)
        return year;
    return year.substr(0, 7) + (day.substr(8) > "28" ? "-28" : day.substr(7));
}

} // namespace

std::string_view code(DetectionError error) {
    static constexpr std::array<std::string_view, 3> codes{"too_few_patients", "keys_missing", "unavailable"};
    return codes.at(std::size_t(error));
}

phi::PatientRecord mixed(std::span<const phi::PatientRecord> models) {
    phi::PatientRecord bait = models[0]; // contact and needs as one real patient has them
    bait.given = models[1].given;
    bait.birthDate = mixedDate(models[2].birthDate, models[3].birthDate);
    bait.phone = lastDigits(models[1].phone, models[4].phone);
    bait.address = models[3].address;
    if (const auto at = bait.email.find('@'); at != std::string::npos)
        bait.email = models[4].email.substr(0, models[4].email.find('@')) + bait.email.substr(at);
    return bait;
}

Result<void, DetectionError> Detection::wish(int wanted, std::optional<std::chrono::hours> lasts) {
    auto work = begin(parts_, practice_);
    if (!work)
        return unavailable();
    const std::int64_t hours = lasts ? lasts->count() : 0;
    work->transaction.run(q::honeypot_wish, wanted, hours);
    // in the same transaction: nobody turns detection off without a trace
    if (!append(*work, parts_.composer, practice_,
                {{"phase", "wished"}, {"wanted", std::to_string(wanted)}}) ||
        !work->transaction.commit())
        return unavailable();
    return {};
}

Result<std::int64_t, DetectionError> Detection::standing() {
    auto work = begin(parts_, practice_);
    if (!work)
        return unavailable();
    const auto ticket = work->transaction.run(q::honeypot_count);
    if (!work->transaction.commit())
        return unavailable();
    return work->transaction.take(ticket).front().get<std::int64_t>("standing");
}

Result<std::size_t, DetectionError> Detection::raiseAlarms() {
    auto work = begin(parts_, practice_);
    if (!work)
        return unavailable();
    const auto ticket = work->transaction.run(q::honeypot_catch);
    if (!work->transaction.flush())
        return unavailable();
    const auto rows = work->transaction.take(ticket);
    for (const db::Row row : rows) {
        const auto account = row.get<Uuid>("account");
        const auto impersonator = row.get<std::optional<Uuid>>("impersonator");
        audit::raise(work->transaction,
                     {.kind = audit::IncidentKind::HoneypotOpened,
                      .tenant = practice_,
                      .actor = impersonator.value_or(account),
                      .subjectAccount = impersonator ? std::optional(account) : std::nullopt,
                      .session = row.get<std::optional<Uuid>>("session")});
    }
    if (!work->transaction.commit())
        return unavailable();
    return std::size_t(rows.size());
}

Result<void, DetectionError> Detection::tend() {
    if (auto taken = takeAway(); !taken)
        return taken;
    return layOut();
}

Result<void, DetectionError> Detection::takeAway() {
    auto work = begin(parts_, practice_);
    if (!work)
        return unavailable();
    db::Transaction& transaction = work->transaction;
    transaction.run(q::opened_patients_forget);
    transaction.run(q::opened_days_forget);
    const auto ticket = transaction.run(q::honeypot_expired);
    if (!transaction.flush())
        return unavailable();
    std::vector<Uuid> expired;
    const auto rows = transaction.take(ticket);
    for (const db::Row row : rows)
        expired.push_back(row.get<Uuid>("patient"));
    if (!expired.empty()) {
        transaction.run(q::honeypot_remove, expired);
        transaction.run(q::honeypot_remove_patients, expired);
        if (!append(*work, parts_.composer, practice_, {{"phase", "removed"}}))
            return unavailable();
    }
    if (!transaction.commit())
        return unavailable();
    return {};
}

Result<void, DetectionError> Detection::layOut() {
    auto work = begin(parts_, practice_);
    if (!work)
        return unavailable();
    db::Transaction& transaction = work->transaction;
    const auto standing = transaction.run(q::honeypot_standing);
    if (!transaction.flush())
        return unavailable();
    const auto wish = transaction.take(standing);
    if (wish.empty() || wish.front().get<std::int64_t>("missing") <= 0)
        return {};
    const auto keys = parts_.keyring.open(practice_);
    if (!keys)
        return unexpected(DetectionError::KeysMissing);
    for (auto left = wish.front().get<std::int64_t>("missing"); left > 0; --left) {
        // random ids are spread evenly: from a random one on, anybody may come next
        Uuid from = ledger::randomUuid();
        from.bytes[0] &= 0x7F;
        const auto ticket =
            transaction.run(q::honeypot_models, from, static_cast<std::int64_t>(modelsWanted));
        if (!transaction.flush())
            return unavailable();
        std::vector<phi::PatientRecord> models;
        const auto rows = transaction.take(ticket);
        for (const db::Row row : rows) {
            const auto cipher =
                (*keys)->patient(row.get<Uuid>("patient"), row.get<ledger::Bytes>("patient_key"));
            auto record = cipher ? phi::openRecord(*cipher, row) : unexpected(phi::CipherError::Refused);
            if (record)
                models.push_back(std::move(*record));
        }
        if (models.size() < modelsWanted)
            return unexpected(DetectionError::TooFewPatients);
        const Uuid bait = ledger::randomUuid();
        phi::queueNewPatient(transaction, **keys, bait, mixed(models));
        transaction.run(q::honeypot_add, bait, wish.front().get<ledger::UtcTime>("until"));
    }
    if (!append(*work, parts_.composer, practice_, {{"phase", "laid_out"}}) || !transaction.commit())
        return unavailable();
    return {};
}

Result<std::vector<Uuid>, DetectionError> Detection::withoutBait(std::vector<Uuid> patients) {
    auto work = begin(parts_, practice_);
    if (!work)
        return unavailable();
    const auto ticket = work->transaction.run(q::honeypot_among, patients);
    if (!work->transaction.commit())
        return unavailable();
    const auto rows = work->transaction.take(ticket);
    for (const db::Row row : rows)
        std::erase(patients, row.get<Uuid>("patient"));
    return patients;
}

} // namespace custos::jobs
