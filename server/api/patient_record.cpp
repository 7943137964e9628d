#include "server/api/patient_record.h"

#include "server/api/wire.h"

namespace custos::api {

namespace {

void take(const nlohmann::json& body, const char* member, std::string& target) {
    if (auto text = optionalTextIn(body, member))
        target = std::move(*text);
}

} // namespace

PatientRecord readRecord(const PatientFields& fields, const db::Row& row) {
    auto record = phi::openRecord(fields.cipher(), row);
    if (!record)
        throw FieldUnreadable();
    return std::move(*record);
}

void applyBody(const nlohmann::json& body, PatientRecord& record) {
    take(body, "family", record.family);
    take(body, "given", record.given);
    take(body, "birth_date", record.birthDate);
    take(body, "phone", record.phone);
    take(body, "email", record.email);
    take(body, "address", record.address);
    take(body, "interpreter", record.interpreter);
    take(body, "access_needs", record.accessNeeds);
    take(body, "preferred_contact", record.preferredContact);
    record.voicemailOk = body.value("voicemail_ok", record.voicemailOk);
}

nlohmann::json bodyOf(const PatientRecord& record, const ledger::Uuid& id, int version) {
    return {{"id", ledger::toText(id)},
            {"version", version},
            {"display_name", displayName(record.family, record.given)},
            {"given", record.given},
            {"family", record.family},
            {"birth_date", record.birthDate.empty() ? nlohmann::json() : nlohmann::json(record.birthDate)},
            {"phone", record.phone},
            {"email", record.email},
            {"address", record.address},
            {"preferred_contact", record.preferredContact},
            {"voicemail_ok", record.voicemailOk},
            {"interpreter", record.interpreter},
            {"access_needs", record.accessNeeds}};
}

std::string lastFourDigits(const std::string& phone) {
    std::string digits;
    for (const char c : phone)
        if (c >= '0' && c <= '9')
            digits += c;
    return digits.size() < 4 ? std::string() : digits.substr(digits.size() - 4);
}

std::string needsOf(const PatientFields& fields) {
    const auto interpreter = fields.open(phi::Field::PatientInterpreter, "interpreter");
    auto access = fields.open(phi::Field::PatientAccessNeeds, "access_needs");
    if (interpreter.empty())
        return access;
    return "Interpreter: " + interpreter + (access.empty() ? "" : ". " + access);
}

} // namespace custos::api
