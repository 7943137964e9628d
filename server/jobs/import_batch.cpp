#include "server/jobs/import_batch.h"

#include "server/audit/append.h"
#include "server/db/queries.h"
#include "server/phi/visit_text.h"

#include <algorithm>

namespace custos::jobs {

namespace {

using fhir::Refusal;
using ledger::Uuid;
namespace q = db::queries;

constexpr const char* unknownPlace = "place that is not in this export";

BatchFailure failureOf(const db::DbError& error) {
    return {ImportError::Unavailable,
            error.kind == db::ErrorKind::Retry || error.kind == db::ErrorKind::KeyReplaced};
}

std::vector<std::string> withIdentifiers(std::vector<std::string> parts,
                                         const std::vector<fhir::Identifier>& identifiers) {
    for (const fhir::Identifier& identifier : identifiers)
        parts.insert(parts.end(), {identifier.system, identifier.value});
    return parts;
}

std::string textOf(const std::optional<Uuid>& id) {
    return id ? ledger::toText(*id) : std::string();
}

std::string secondsOf(std::chrono::sys_seconds time) {
    return std::to_string(time.time_since_epoch().count());
}

/// What the source does not know stays as it is here.
void overlay(std::string& mine, const std::string& theirs) {
    if (!theirs.empty())
        mine = theirs;
}

phi::PatientRecord merged(phi::PatientRecord record, const fhir::Patient& patient) {
    overlay(record.family, patient.family);
    overlay(record.given, patient.given);
    overlay(record.birthDate, patient.birthDate);
    overlay(record.phone, patient.phone);
    overlay(record.email, patient.email);
    overlay(record.address, patient.address);
    overlay(record.interpreter, patient.language);
    return record;
}

} // namespace

ImportBatch::ImportBatch(const ImportParts& parts, const phi::TenantKeys& keys, const std::string& source,
                         db::Transaction& work)
    : parts_(parts)
    , keys_(keys)
    , source_(source)
    , work_(work)
    , ledger_(work, source) {}

Result<void, BatchFailure> ImportBatch::store(std::string_view type, std::span<const ReadLine> lines,
                                              ImportReport& report) {
    report_ = &report;
    work_.enterService(keys_.tenant(), "import");
    work_.run(q::import_lock, source_);
    if (auto learned = learn(lines); !learned)
        return learned;
    for (const ReadLine& line : lines) {
        line_ = line.number;
        std::visit([this](const auto& resource) { take(resource); }, line.resource);
    }
    if (auto recorded = record(type); !recorded)
        return recorded;
    return finish();
}

// --- what has to be known first ------------------------------------------------------------------------

void ImportBatch::ask(const fhir::Resource& resource) {
    if (const auto* patient = std::get_if<fhir::Patient>(&resource))
        ledger_.ask("Patient", patient->id);
    if (const auto* organization = std::get_if<fhir::Organization>(&resource))
        ledger_.ask("Organization", organization->id);
    if (const auto* location = std::get_if<fhir::Location>(&resource)) {
        ledger_.ask("Location", location->id);
        if (location->organization)
            ledger_.ask("Organization", *location->organization);
    }
    if (const auto* practitioner = std::get_if<fhir::Practitioner>(&resource)) {
        ledger_.ask("Practitioner", practitioner->id);
        for (const fhir::Identifier& identifier : practitioner->identifiers)
            ledger_.ask("Practitioner", identifier);
    }
    if (const auto* role = std::get_if<fhir::PractitionerRole>(&resource)) {
        ledger_.ask("PractitionerRole", role->id);
        ledger_.ask("Practitioner", role->practitioner);
        if (role->location)
            ledger_.ask("Location", *role->location);
    }
    if (const auto* encounter = std::get_if<fhir::Encounter>(&resource)) {
        ledger_.ask("Encounter", encounter->id);
        ledger_.ask("Patient", encounter->patient);
        ledger_.ask("Practitioner", encounter->practitioner);
        ledger_.ask("PractitionerRole", encounter->practitioner);
        if (encounter->location)
            ledger_.ask("Location", *encounter->location);
    }
}

ImportBatch::Step ImportBatch::learn(std::span<const ReadLine> lines) {
    const auto home = work_.run(q::import_home);
    for (const ReadLine& line : lines)
        ask(line.resource);
    ledger_.fetch();
    if (auto sent = flush(); !sent)
        return sent;
    ledger_.learn();
    const auto homes = work_.take(home);
    if (homes.empty())
        return unexpected(BatchFailure{ImportError::NoLocation});
    home_ = homes.front().get<Uuid>("id");
    timeZone_ = homes.front().get<std::string>("time_zone");
    if (auto learned = learnPatients(lines); !learned)
        return learned;
    return learnKeys(lines);
}

ImportBatch::Step ImportBatch::learnPatients(std::span<const ReadLine> lines) {
    std::vector<Uuid> changed;
    for (const ReadLine& line : lines)
        if (const auto* patient = std::get_if<fhir::Patient>(&line.resource))
            if (const Seen seen = see(*patient); seen.known && seen.known->fingerprint != seen.fingerprint)
                changed.push_back(seen.known->record);
    if (changed.empty())
        return {};
    const auto ticket = work_.run(q::import_patients, changed);
    if (auto sent = flush(); !sent)
        return sent;
    const auto rows = work_.take(ticket);
    for (const db::Row row : rows) {
        const auto id = row.get<Uuid>("patient");
        auto cipher = keys_.patient(id, row.get<ledger::Bytes>("patient_key"));
        auto record = cipher ? phi::openRecord(*cipher, row) : unexpected(cipher.error());
        if (!record)
            return unexpected(BatchFailure{ImportError::KeysMissing});
        current_.emplace(id, CurrentPatient{std::move(*cipher), int(row.get<std::int64_t>("version")),
                                            std::move(*record)});
    }
    return {};
}

ImportBatch::Step ImportBatch::learnKeys(std::span<const ReadLine> lines) {
    std::set<Uuid> patients;
    for (const ReadLine& line : lines)
        if (const auto* encounter = std::get_if<fhir::Encounter>(&line.resource))
            if (const auto patient = ledger_.find("Patient", encounter->patient))
                patients.insert(*patient);
    if (patients.empty())
        return {};
    const auto ticket =
        work_.run(q::import_patient_keys, std::vector<Uuid>(patients.begin(), patients.end()));
    if (auto sent = flush(); !sent)
        return sent;
    const auto rows = work_.take(ticket);
    for (const db::Row row : rows) {
        const auto id = row.get<Uuid>("patient");
        auto cipher = keys_.patient(id, row.get<ledger::Bytes>("wrapped"));
        if (!cipher)
            return unexpected(BatchFailure{ImportError::KeysMissing});
        ciphers_.emplace(id, std::move(*cipher));
    }
    return {};
}

// --- resource by resource ------------------------------------------------------------------------------

ImportBatch::Seen ImportBatch::see(std::string_view type, const std::string& fhirId,
                                   std::vector<std::string> parts) const {
    // Of this record alone: equal content elsewhere has another fingerprint.
    parts.insert(parts.end(), {ledger::toText(keys_.tenant()), source_, std::string(type), fhirId});
    return {type, fhirId, fingerprintOf(parts_.fingerprintKey, parts), ledger_.find(type, fhirId)};
}

ImportBatch::Seen ImportBatch::see(const fhir::Patient& patient) const {
    return see("Patient", patient.id,
               {patient.family, patient.given, patient.birthDate, patient.phone, patient.email,
                patient.address, patient.language});
}

/// True when there is something to store.
bool ImportBatch::count(const Seen& seen, bool knownOtherwise) {
    const bool known = seen.known || knownOtherwise;
    const bool differs = !seen.known || seen.known->fingerprint != seen.fingerprint;
    ++(known ? report_->merged : report_->taken);
    if (known && differs)
        ++report_->changed;
    return differs;
}

void ImportBatch::remember(const Seen& seen, const Uuid& record) {
    ledger_.remember(seen.type, seen.fhirId, {record, seen.fingerprint});
}

void ImportBatch::refuse(Refusal reason) {
    report_->refused.push_back({line_, reason});
}

void ImportBatch::take(const fhir::Organization& organization) {
    const auto seen =
        see("Organization", organization.id, withIdentifiers({organization.name}, organization.identifiers));
    if (!count(seen))
        return;
    const Uuid id = seen.known ? seen.known->record : ledger::randomUuid();
    work_.run(q::import_organization, id, organization.name);
    ledger_.identify("Organization", organization.identifiers, id);
    remember(seen, id);
}

void ImportBatch::take(const fhir::Location& location) {
    const auto organization =
        location.organization ? ledger_.find("Organization", *location.organization) : std::nullopt;
    const auto seen = see("Location", location.id,
                          withIdentifiers({location.name, textOf(organization)}, location.identifiers));
    if (!count(seen))
        return;
    const Uuid id = seen.known ? seen.known->record : ledger::randomUuid();
    work_.run(q::import_location, id, location.name, timeZone_, organization);
    ledger_.identify("Location", location.identifiers, id);
    remember(seen, id);
}

void ImportBatch::take(const fhir::Practitioner& practitioner) {
    const auto seen = see("Practitioner", practitioner.id,
                          withIdentifiers({practitioner.displayName}, practitioner.identifiers));
    // The same person under another FHIR id: national identifiers outlive a system's own.
    std::optional<Uuid> same;
    for (const fhir::Identifier& identifier : practitioner.identifiers)
        if (!same)
            same = ledger_.find("Practitioner", identifier);
    if (!count(seen, same.has_value()))
        return;
    const Uuid id = seen.known ? seen.known->record : same.value_or(ledger::randomUuid());
    work_.run(q::import_provider, id, practitioner.displayName, home_);
    ledger_.identify("Practitioner", practitioner.identifiers, id);
    remember(seen, id);
}

void ImportBatch::take(const fhir::PractitionerRole& role) {
    const auto provider = practitionerOf(role.practitioner);
    if (!provider)
        return refuse(Refusal::UnknownPractitioner);
    const auto place = placeOf(role.location);
    const auto seen =
        see("PractitionerRole", role.id, {ledger::toText(*provider), role.specialty, textOf(place)});
    if (!count(seen))
        return;
    work_.run(q::import_provider_role, *provider, role.specialty, place);
    if (place)
        work_.run(q::import_provider_location, *provider, *place);
    remember(seen, *provider);
}

void ImportBatch::take(const fhir::Patient& patient) {
    const auto seen = see(patient);
    if (count(seen))
        storePatient(seen, patient);
}

void ImportBatch::storePatient(const Seen& seen, const fhir::Patient& patient) {
    const Uuid id = seen.known ? seen.known->record : ledger::randomUuid();
    if (!seen.known) {
        phi::queueNewPatient(work_, keys_, id, merged({}, patient));
    } else if (const auto current = current_.find(id); current != current_.end()) {
        const CurrentPatient& mine = current->second;
        updates_.push_back(
            phi::queueChangedPatient(work_, keys_, mine.cipher, mine.version, merged(mine.record, patient)));
    } else {
        return; // shredded here since: an import brings nobody back
    }
    remember(seen, id);
    touched_.insert(id);
}

void ImportBatch::take(const fhir::Encounter& encounter) {
    if (ledger::UtcTime(encounter.end) > parts_.composer.now())
        return refuse(Refusal::NotFinished);
    const auto patient = ledger_.find("Patient", encounter.patient);
    const auto cipher = patient ? ciphers_.find(*patient) : ciphers_.end();
    if (cipher == ciphers_.end())
        return refuse(Refusal::UnknownPatient);
    const auto provider = practitionerOf(encounter.practitioner);
    if (!provider)
        return refuse(Refusal::UnknownPractitioner);
    const Uuid place = placeOf(encounter.location).value_or(home_);
    const auto seen = see("Encounter", encounter.id,
                          {ledger::toText(*patient), ledger::toText(*provider), ledger::toText(place),
                           secondsOf(encounter.start), secondsOf(encounter.end), encounter.visitType,
                           encounter.cancelled ? "cancelled" : "done"});
    if (!count(seen))
        return;
    const Uuid id = seen.known ? seen.known->record : ledger::randomUuid();
    const auto visit =
        cipher->second.seal(phi::Field::AppointmentReason, id,
                            phi::encode({.type = {}, .reason = encounter.visitType, .overbookReason = {}}));
    work_.run(q::import_visit, id, *patient, *provider, place, ledger::UtcTime(encounter.start),
              ledger::UtcTime(encounter.end), encounter.cancelled, visit);
    remember(seen, id);
    touched_.insert(*patient);
}

std::optional<Uuid> ImportBatch::practitionerOf(const fhir::Reference& reference) const {
    if (reference.type == "PractitionerRole")
        return ledger_.find("PractitionerRole", reference);
    return ledger_.find("Practitioner", reference);
}

std::optional<Uuid> ImportBatch::placeOf(const std::optional<fhir::Reference>& reference) {
    if (!reference)
        return std::nullopt;
    const auto place = ledger_.find("Location", *reference);
    if (!place)
        ++report_->dropped[unknownPlace];
    return place;
}

// --- the end -------------------------------------------------------------------------------------------

ImportBatch::Step ImportBatch::record(std::string_view type) {
    audit::Draft draft;
    draft.tenant = keys_.tenant();
    draft.action = ledger::Action::ImportBatch;
    draft.patients.assign(touched_.begin(), touched_.end());
    draft.details = {{"export", source_},
                     {"type", std::string(type)},
                     {"taken", std::to_string(report_->taken)},
                     {"merged", std::to_string(report_->merged)},
                     {"refused", std::to_string(report_->refused.size())}};
    if (!audit::append(work_, parts_.composer, draft))
        return unexpected(BatchFailure{ImportError::Unavailable});
    return {};
}

ImportBatch::Step ImportBatch::finish() {
    if (auto sent = flush(); !sent)
        return sent;
    // Somebody at a desk was faster: their change is read and merged in the next attempt.
    if (std::any_of(updates_.begin(), updates_.end(),
                    [this](db::Transaction::Ticket update) { return work_.take(update).affected() == 0; }))
        return unexpected(BatchFailure{ImportError::Unavailable, true});
    if (auto done = work_.commit(); !done)
        return unexpected(failureOf(done.error()));
    return {};
}

ImportBatch::Step ImportBatch::flush() {
    if (auto sent = work_.flush(); !sent)
        return unexpected(failureOf(sent.error()));
    return {};
}

} // namespace custos::jobs
