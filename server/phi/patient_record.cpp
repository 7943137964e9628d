#include "server/phi/patient_record.h"

#include "server/db/queries.h"

namespace custos::phi {

namespace {

using ledger::Bytes;
using ledger::Uuid;

struct SealedRecord {
    std::optional<Bytes> family;
    std::optional<Bytes> given;
    std::optional<Bytes> birthDate;
    std::optional<Bytes> phone;
    std::optional<Bytes> email;
    std::optional<Bytes> address;
    std::optional<Bytes> interpreter;
    std::optional<Bytes> accessNeeds;
};

SealedRecord sealRecord(const PatientCipher& cipher, const PatientRecord& record) {
    const auto seal = [&](Field field, const std::string& text) {
        return sealOrNull(cipher, field, cipher.patient(), text);
    };
    return {.family = seal(Field::PatientFamilyName, record.family),
            .given = seal(Field::PatientGivenName, record.given),
            .birthDate = seal(Field::PatientBirthDate, record.birthDate),
            .phone = seal(Field::PatientPhone, record.phone),
            .email = seal(Field::PatientEmail, record.email),
            .address = seal(Field::PatientAddress, record.address),
            .interpreter = seal(Field::PatientInterpreter, record.interpreter),
            .accessNeeds = seal(Field::PatientAccessNeeds, record.accessNeeds)};
}

void queueTokens(db::Transaction& work, const TenantKeys& keys, const Uuid& patient,
                 const PatientRecord& record) {
    std::vector<Bytes> tokens;
    for (const IndexToken& token : keys.blindIndex().tokensOf(searchableOf(record)))
        tokens.emplace_back(token.value.begin(), token.value.end());
    work.run(db::queries::blind_index_insert, patient, tokens);
}

} // namespace

Searchable searchableOf(const PatientRecord& record) {
    return {.familyName = record.family,
            .givenName = record.given,
            .preferredName = {},
            .phone = record.phone,
            .birthDate = record.birthDate};
}

std::optional<Bytes> sealOrNull(const PatientCipher& cipher, Field field, const Uuid& row,
                                const std::string& text) {
    if (text.empty())
        return std::nullopt;
    return cipher.seal(field, row, text);
}

Result<PatientRecord, CipherError> openRecord(const PatientCipher& cipher, const db::Row& row) {
    bool opened = true;
    const auto open = [&](Field field, std::string_view column) {
        const auto sealed = row.get<std::optional<Bytes>>(column);
        auto plain = sealed ? cipher.open(field, cipher.patient(), *sealed) : std::string();
        opened = opened && plain;
        return plain ? std::move(*plain) : std::string();
    };
    PatientRecord record{.family = open(Field::PatientFamilyName, "family"),
                         .given = open(Field::PatientGivenName, "given"),
                         .birthDate = open(Field::PatientBirthDate, "birth_date"),
                         .phone = open(Field::PatientPhone, "phone"),
                         .email = open(Field::PatientEmail, "email"),
                         .address = open(Field::PatientAddress, "address"),
                         .interpreter = open(Field::PatientInterpreter, "interpreter"),
                         .accessNeeds = open(Field::PatientAccessNeeds, "access_needs"),
                         .preferredContact = row.get<std::string>("preferred_contact"),
                         .voicemailOk = row.get<bool>("voicemail_ok")};
    if (!opened)
        return unexpected(CipherError::Refused);
    return record;
}

void queueNewPatient(db::Transaction& work, const TenantKeys& keys, const Uuid& patient,
                     const PatientRecord& record) {
    const auto key = keys.newPatientKey(patient);
    const auto sealed = sealRecord(key.cipher, record);
    work.run(db::queries::patient_insert, patient, sealed.family, sealed.given, sealed.birthDate,
             sealed.phone, sealed.email, sealed.address, sealed.interpreter, sealed.accessNeeds,
             record.preferredContact, record.voicemailOk);
    work.run(db::queries::patient_key_insert, patient, key.wrapped);
    queueTokens(work, keys, patient, record);
}

db::Transaction::Ticket queueChangedPatient(db::Transaction& work, const TenantKeys& keys,
                                            const PatientCipher& cipher, int version,
                                            const PatientRecord& record) {
    const auto sealed = sealRecord(cipher, record);
    const auto updated =
        work.run(db::queries::patient_update, cipher.patient(), version, sealed.family, sealed.given,
                 sealed.birthDate, sealed.phone, sealed.email, sealed.address, sealed.interpreter,
                 sealed.accessNeeds, record.preferredContact, record.voicemailOk);
    work.run(db::queries::blind_index_clear, cipher.patient());
    queueTokens(work, keys, cipher.patient(), record);
    return updated;
}

} // namespace custos::phi
