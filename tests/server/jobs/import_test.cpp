#include "tests/server/jobs/import_test.h"

#include "server/phi/visit_text.h"

namespace custos::jobs {

namespace {

constexpr db::Query patientByFhirId{
    "test_patient",
    "select t.id as patient, t.version, k.wrapped as patient_key, t.family_sealed as family, "
    "t.given_sealed as given, t.birth_date_sealed as birth_date, t.phone_sealed as phone, "
    "t.email_sealed as email, t.address_sealed as address, t.interpreter_sealed as interpreter, "
    "t.access_needs_sealed as access_needs, t.preferred_contact, t.voicemail_ok "
    "from practice.import_source s join practice.patient t on t.id = s.record "
    "join phi.patient_key k on k.patient = t.id where s.fhir_id = $1"};
constexpr db::Query visitByFhirId{
    "test_visit", "select a.id, a.visit_sealed as visit, a.patient, k.wrapped as patient_key "
                  "from practice.import_source s join practice.appointment a on a.id = s.record "
                  "join phi.patient_key k on k.patient = a.patient where s.fhir_id = $1"};
constexpr db::Query byTokens{
    "test_tokens", "select s.fhir_id from practice.import_source s where s.resource_type = 'Patient' and "
                   "cardinality($1) = (select count(*) from phi.blind_index b where b.patient = s.record and "
                   "b.token = any ($1)) order by s.fhir_id"};

template<class... P>
db::Rows run(db::Connection& connection, const db::Query& query, const P&... params) {
    auto work = connection.begin();
    const auto ticket = work.run(query, params...);
    if (const auto done = work.commit(); !done)
        throw std::runtime_error(std::string(query.name()) + " " + std::string(done.error().state()));
    return work.take(ticket);
}

} // namespace

ImportTest::ImportTest()
    : desk_(database_.conninfo(db::Duty::Keys), database_.conninfo(db::Duty::Operations), keys_.store) {
    database_.superuser("set client_min_messages = warning; set session_replication_role = replica; "
                        "truncate practice.practice, audit.entries, audit.leaves, audit.nodes, "
                        "audit.subjects, audit.checkpoints, audit.heads cascade");
    const std::string id = "'" + ledger::toText(practice_) + "'";
    database_.superuser("insert into practice.practice (id, code, name) values (" + id +
                        ", 'specimen', 'Specimen Family Practice')");
    database_.superuser("insert into practice.location (tenant, id, name, time_zone) values (" + id + ", " +
                        id + ", 'Main Street', 'America/Chicago')");
    database_.superuser("insert into practice.provider (tenant, id, display_name, home_location) values (" +
                        id + ", " + id + ", 'Dr. Own', " + id + ")");
    if (!desk_.keyring().create(practice_))
        throw std::runtime_error("no keys for the practice");
}

ImportReport ImportTest::importSmall() {
    ImportReport sum;
    refused_.clear();
    auto import = this->import();
    const auto done = example::takeDirectory(import, CUSTOS_FHIR_SMALL, maxBatchLines,
                                             [&](const std::string& file, const ImportReport& report) {
                                                 sum.taken += report.taken;
                                                 sum.merged += report.merged;
                                                 sum.changed += report.changed;
                                                 for (const auto& [kind, count] : report.dropped)
                                                     sum.dropped[kind] += count;
                                                 if (!report.refused.empty())
                                                     refused_[file] = report.refused;
                                             });
    EXPECT_TRUE(done.has_value()) << code(done.error());
    return sum;
}

ImportReport ImportTest::take(FhirImport& import, const std::string& type,
                              const std::vector<std::string>& lines) {
    ImportLines batch{type, {}};
    for (const std::string& line : lines)
        batch.lines.push_back({batch.lines.size() + 1, line});
    auto report = import.take(batch);
    EXPECT_TRUE(report.has_value()) << code(report.error());
    return report ? *report : ImportReport{};
}

std::string ImportTest::ask(const std::string& sql) const {
    auto rows = database_.superuser(sql);
    if (!rows.empty())
        rows.pop_back();
    return rows;
}

std::int64_t ImportTest::countOf(const std::string& what) const {
    return std::stoll(ask("select count(*) from " + what));
}

phi::PatientRecord ImportTest::patient(const std::string& fhirId) {
    auto superuser = database_.openSuperuser();
    const auto rows = run(superuser, patientByFhirId, fhirId);
    const auto row = rows.front();
    const auto keys = desk_.keyring().open(practice_).value();
    const auto cipher =
        keys->patient(row.get<ledger::Uuid>("patient"), row.get<ledger::Bytes>("patient_key")).value();
    return phi::openRecord(cipher, row).value();
}

std::vector<std::string> ImportTest::found(const std::string& query) {
    auto superuser = database_.openSuperuser();
    const auto keys = desk_.keyring().open(practice_).value();
    std::vector<ledger::Bytes> tokens;
    for (const auto& token : keys->blindIndex().tokensOfQuery(query))
        tokens.emplace_back(token.value.begin(), token.value.end());
    std::vector<std::string> ids;
    const auto rows = run(superuser, byTokens, tokens);
    for (const db::Row row : rows)
        ids.push_back(row.get<std::string>("fhir_id"));
    return ids;
}

std::string ImportTest::reasonOf(const std::string& encounterId) {
    auto superuser = database_.openSuperuser();
    const auto rows = run(superuser, visitByFhirId, encounterId);
    const auto row = rows.front();
    const auto keys = desk_.keyring().open(practice_).value();
    const auto cipher =
        keys->patient(row.get<ledger::Uuid>("patient"), row.get<ledger::Bytes>("patient_key")).value();
    const auto encoded = cipher.open(phi::Field::AppointmentReason, row.get<ledger::Uuid>("id"),
                                     row.get<ledger::Bytes>("visit"));
    return phi::decodeVisitText(encoded.value()).value().reason;
}

} // namespace custos::jobs
