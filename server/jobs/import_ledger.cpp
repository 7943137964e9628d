#include "server/jobs/import_ledger.h"

#include "server/db/queries.h"
#include "server/phi/key_material.h"

namespace custos::jobs {

using ledger::Uuid;

void ImportLedger::ask(std::string_view type, const std::string& fhirId) {
    records_.try_emplace({std::string(type), fhirId});
}

void ImportLedger::ask(std::string_view type, const fhir::Identifier& identifier) {
    identified_.try_emplace({std::string(type), identifier.system, identifier.value});
}

void ImportLedger::ask(std::string_view type, const fhir::Reference& reference) {
    if (reference.system.empty())
        ask(type, reference.value);
    else
        ask(type, fhir::Identifier{reference.system, reference.value});
}

void ImportLedger::fetch() {
    std::vector<std::string> types, ids, identifierTypes, systems, values;
    for (const auto& [key, record] : records_) {
        types.push_back(key.first);
        ids.push_back(key.second);
    }
    for (const auto& [key, record] : identified_) {
        identifierTypes.push_back(std::get<0>(key));
        systems.push_back(std::get<1>(key));
        values.push_back(std::get<2>(key));
    }
    knownTicket_ = work_.run(db::queries::import_known, source_, types, ids);
    identifiedTicket_ = work_.run(db::queries::import_identified, source_, identifierTypes, systems, values);
}

void ImportLedger::learn() {
    for (const db::Row row : work_.take(*knownTicket_))
        records_[{row.get<std::string>("resource_type"), row.get<std::string>("fhir_id")}] =
            KnownRecord{row.get<Uuid>("record"), row.get<ledger::Hash>("fingerprint")};
    for (const db::Row row : work_.take(*identifiedTicket_))
        identified_[{row.get<std::string>("resource_type"), row.get<std::string>("system"),
                     row.get<std::string>("value")}] = row.get<Uuid>("record");
}

std::optional<KnownRecord> ImportLedger::find(std::string_view type, const std::string& fhirId) const {
    const auto found = records_.find({std::string(type), fhirId});
    return found == records_.end() ? std::nullopt : found->second;
}

std::optional<Uuid> ImportLedger::find(std::string_view type, const fhir::Identifier& identifier) const {
    const auto found = identified_.find({std::string(type), identifier.system, identifier.value});
    return found == identified_.end() ? std::nullopt : found->second;
}

std::optional<Uuid> ImportLedger::find(std::string_view type, const fhir::Reference& reference) const {
    if (!reference.type.empty() && reference.type != type)
        return std::nullopt;
    if (!reference.system.empty())
        return find(type, fhir::Identifier{reference.system, reference.value});
    const auto known = find(type, reference.value);
    return known ? std::optional(known->record) : std::nullopt;
}

void ImportLedger::remember(std::string_view type, const std::string& fhirId, const KnownRecord& record) {
    work_.run(db::queries::import_remember, source_, type, fhirId, record.record, record.fingerprint);
    records_[{std::string(type), fhirId}] = record;
}

void ImportLedger::identify(std::string_view type, const std::vector<fhir::Identifier>& identifiers,
                            const Uuid& record) {
    if (identifiers.empty())
        return;
    std::vector<std::string> systems, values;
    for (const fhir::Identifier& identifier : identifiers) {
        systems.push_back(identifier.system);
        values.push_back(identifier.value);
        identified_[{std::string(type), identifier.system, identifier.value}] = record;
    }
    work_.run(db::queries::import_identify, source_, type, record, systems, values);
}

ledger::Hash fingerprintOf(const ledger::MacKey& key, const std::vector<std::string>& parts) {
    std::string message;
    for (const std::string& part : parts)
        message += std::to_string(part.size()) + ":" + part;
    return phi::hmacSha256(key.view(), ledger::asBytes(message));
}

} // namespace custos::jobs
