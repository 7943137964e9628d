#include "server/jobs/practices.h"
#include "tests/server/jobs/import_test.h"

#include <fstream>
#include <random>
#include <sstream>

namespace custos::jobs {

namespace {

using fhir::Refusal;

const std::string patientLine =
    R"({"resourceType":"Patient","id":"pat-9","name":[{"family":"Testerman","given":["Nora"]}],)"
    R"("birthDate":"1990-09-09","telecom":[{"system":"phone","value":"555-0190"}]})";
const std::string practitionerLine =
    R"({"resourceType":"Practitioner","id":"prac-9","name":[{"family":"Placeholder","given":["Uma"]}]})";

std::string encounterLine(const std::string& id, const std::string& type = "Check up") {
    return R"({"resourceType":"Encounter","id":")" + id +
           R"(","status":"finished","subject":{"reference":"Patient/pat-9"},"type":[{"text":")" + type +
           R"("}],"participant":[{"individual":{"reference":"Practitioner/prac-9"}}],)"
           R"("period":{"start":"2020-01-02T09:00:00Z","end":"2020-01-02T09:30:00Z"}})";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

/// Letters and digits that do not compress.
std::string noise(std::size_t length) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    std::mt19937 random(7);
    std::string text;
    while (text.size() < length)
        text += alphabet[random() % alphabet.size()];
    return text;
}

std::string utf16(const std::string& text) {
    std::string wide;
    for (const char c : text)
        wide += {c, '\0'};
    return wide;
}

/// Files below a directory that hold the text, in UTF-8 or UTF-16.
std::vector<std::string> filesWith(const std::filesystem::path& directory, const std::string& text) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file())
            continue;
        std::ostringstream content;
        content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        if (content.str().find(text) != std::string::npos ||
            content.str().find(utf16(text)) != std::string::npos)
            files.push_back(entry.path().string());
    }
    return files;
}

} // namespace

class FhirImportTest : public ImportTest {};

TEST_F(FhirImportTest, takesDropsAndRefusesExactlyWhatTheReportSays) {
    const auto report = importSmall();
    EXPECT_EQ(report.taken, 2u + 3 + 2 + 2 + 4 + 7);
    EXPECT_EQ(report.merged, 1u + 1 + 1); // a practitioner's second id, a patient and a visit written twice
    EXPECT_EQ(report.changed, 2u);
    EXPECT_EQ(refused_, (std::map<std::string, std::vector<RefusedLine>>{
                            {"Organization.000.ndjson", {{3, Refusal::NoName}}},
                            {"PractitionerRole.000.ndjson", {{3, Refusal::UnknownPractitioner}}},
                            {"Patient.000.ndjson",
                             {{4, Refusal::NotJson}, {5, Refusal::WrongType}, {6, Refusal::NoId}}},
                            {"Patient.001.ndjson", {{3, Refusal::NoName}, {5, Refusal::BadDate}}},
                            {"Encounter.000.ndjson",
                             {{8, Refusal::UnknownPatient},
                              {9, Refusal::UnknownPractitioner},
                              {10, Refusal::NotFinished},
                              {11, Refusal::NoPeriod},
                              {12, Refusal::NotFinished},
                              {13, Refusal::NotAnObject}}}}));
    EXPECT_EQ(report.dropped.at("social security number"), 8u); // seven of patients, one of a practitioner
    EXPECT_EQ(report.dropped.at("passport number"), 7u);
    EXPECT_EQ(report.dropped.at("driver's licence"), 7u);
    EXPECT_EQ(report.dropped.at("race"), 8u); // also of the line that is then refused for its id
    EXPECT_EQ(report.dropped.at("date of death"), 1u);
    EXPECT_EQ(report.dropped.at("diagnosis or reason code"), 13u);
    EXPECT_EQ(report.dropped.at("place that is not in this export"), 1u);
}

TEST_F(FhirImportTest, keepsPatientsSealedAndFindsThemByName) {
    importSmall();
    EXPECT_EQ(patient("pat-1"), (phi::PatientRecord{.family = "Testerman",
                                                    .given = "Silas Q",
                                                    .birthDate = "1970-03-14",
                                                    .phone = "555-0142",
                                                    .email = "silas.testerman@example.org",
                                                    .address = "1 Sample Lane, Specimen, KS 00000",
                                                    .interpreter = {},
                                                    .accessNeeds = {},
                                                    .preferredContact = {},
                                                    .voicemailOk = false}));
    EXPECT_EQ(patient("pat-2").interpreter, "Spanish");
    EXPECT_EQ(patient("pat-2").phone, "555-0199") << "the later line of the export is the current one";
    EXPECT_EQ(found("tester sil"), (std::vector<std::string>{"pat-1"}));
    EXPECT_EQ(found("orla"), (std::vector<std::string>{"pat-3"}));
    EXPECT_EQ(found("neverstored"), std::vector<std::string>{});
}

TEST_F(FhirImportTest, makesPastVisitsThatNoBookingRuleMeets) {
    importSmall();
    EXPECT_EQ(countOf("practice.appointment where imported and kind = 'visit' and lane = 0"), 7);
    EXPECT_EQ(
        ask("select string_agg(distinct status::text, ' ' order by status::text) from practice.appointment"),
        "cancelled done");
    EXPECT_EQ(ask("select ends - starts from practice.appointment a "
                  "join practice.import_source s on s.record = a.id where s.fhir_id = 'enc-53-hours'"),
              "2 days 05:00:00");
    EXPECT_EQ(reasonOf("enc-53-hours"), "Hospital admission");
    EXPECT_EQ(reasonOf("enc-night"), "Emergency room admission");
    EXPECT_EQ(
        ask("select l.name from practice.appointment a join practice.import_source s on s.record = a.id "
            "join practice.location l on l.id = a.location where s.fhir_id = 'enc-elsewhere'"),
        "Main Street");
    EXPECT_EQ(countOf("practice.appointment a join practice.import_source s on s.record = a.provider "
                      "where s.fhir_id = 'prac-1-again'"),
              5)
        << "one practitioner under two ids is one provider";
}

TEST_F(FhirImportTest, makesProvidersThatCannotBeBookedAndPlacesInThePracticesZone) {
    importSmall();
    EXPECT_EQ(ask("select string_agg(display_name || '/' || specialty || '/' || bookable, ', ' "
                  "order by display_name) from practice.provider"),
              "Dr. Ada Mockridge/General Practice Physician/false, "
              "Dr. Ivo Placeholder/Emergency Medicine Physician/false, Dr. Own//true");
    EXPECT_EQ(ask("select string_agg(l.name || '/' || l.time_zone || '/' || coalesce(o.name, ''), ', ' "
                  "order by l.name) "
                  "from practice.location l left join practice.organization o on o.id = l.organization"),
              "EXEMPLAR GENERAL HOSPITAL/America/Chicago/EXEMPLAR GENERAL HOSPITAL, "
              "Main Street/America/Chicago/, MOCKRIDGE URGENT CARE/America/Chicago/MOCKRIDGE URGENT CARE, "
              "Patient's Home/America/Chicago/");
}

TEST_F(FhirImportTest, doublesNothingTheSecondTime) {
    const auto first = importSmall();
    const auto second = importSmall();
    EXPECT_EQ(second.taken, 0u);
    EXPECT_EQ(second.merged, first.taken + first.merged);
    EXPECT_EQ(second.dropped, first.dropped);
    // The export says two things of pat-2, one after the other: each run goes through both.
    EXPECT_EQ(second.changed, 2u);
    EXPECT_EQ(patient("pat-2").phone, "555-0199");
    EXPECT_EQ(countOf("practice.patient"), 4);
    EXPECT_EQ(countOf("practice.appointment"), 7);
    EXPECT_EQ(countOf("practice.provider"), 3);
    EXPECT_EQ(countOf("practice.location"), 4);
    EXPECT_EQ(countOf("practice.organization"), 2);
    EXPECT_EQ(ask("select sum(version) from practice.patient where id not in "
                  "(select record from practice.import_source where fhir_id = 'pat-2')"),
              "3")
        << "what has not changed is left alone";
    EXPECT_EQ(ask("select max(version) from practice.appointment"), "1");
}

TEST_F(FhirImportTest, mergesWhatChangedAndKeepsWhatWasCorrectedHere) {
    auto import = this->import();
    take(import, "Patient", {patientLine});
    take(import, "Practitioner", {practitionerLine});
    take(import, "Encounter", {encounterLine("enc-9")});
    database_.superuser("update practice.patient set preferred_contact = 'letter', version = version + 1");

    const auto unchanged = take(import, "Patient", {patientLine});
    EXPECT_EQ(unchanged.merged, 1u);
    EXPECT_EQ(unchanged.changed, 0u);

    const auto moved = take(import, "Patient", {replaced(patientLine, "555-0190", "555-0191")});
    EXPECT_EQ(moved.changed, 1u);
    EXPECT_EQ(patient("pat-9").phone, "555-0191");
    EXPECT_EQ(patient("pat-9").preferredContact, "letter");
    EXPECT_EQ(found("0191"), (std::vector<std::string>{"pat-9"}));
    EXPECT_EQ(found("0190"), std::vector<std::string>{});

    EXPECT_EQ(take(import, "Encounter", {encounterLine("enc-9", "Follow-up")}).changed, 1u);
    EXPECT_EQ(reasonOf("enc-9"), "Follow-up");
    EXPECT_EQ(countOf("practice.appointment"), 1);
}

TEST_F(FhirImportTest, keepsAPhoneThatOnlyThePracticeKnows) {
    auto import = this->import();
    take(import, "Patient", {patientLine});
    const auto withoutPhone =
        replaced(patientLine, R"(,"telecom":[{"system":"phone","value":"555-0190"}])", "");
    take(import, "Patient", {replaced(withoutPhone, "Nora", "Nora Jane")});
    EXPECT_EQ(patient("pat-9").given, "Nora Jane");
    EXPECT_EQ(patient("pat-9").phone, "555-0190");
}

TEST_F(FhirImportTest, leavesAProviderAloneOnceThePracticeBooksThem) {
    auto import = this->import();
    take(import, "Practitioner", {practitionerLine});
    database_.superuser("update practice.provider set bookable = true, display_name = 'Dr. U. Placeholder'");
    EXPECT_EQ(take(import, "Practitioner", {replaced(practitionerLine, "Uma", "Una")}).merged, 1u);
    EXPECT_EQ(ask("select distinct display_name from practice.provider"), "Dr. U. Placeholder");
}

TEST_F(FhirImportTest, keepsSourcesApart) {
    auto here = import("here");
    auto there = import("there");
    take(here, "Patient", {patientLine});
    EXPECT_EQ(take(there, "Patient", {patientLine}).taken, 1u);
    EXPECT_EQ(countOf("practice.patient"), 2);
    take(here, "Practitioner", {practitionerLine});
    EXPECT_EQ(take(there, "Encounter", {encounterLine("enc-9")}).refused,
              (std::vector<RefusedLine>{{1, Refusal::UnknownPractitioner}}));
    EXPECT_EQ(ask("select count(distinct fingerprint) from practice.import_source"), "3")
        << "equal content must not show across sources";
}

TEST_F(FhirImportTest, resolvesWhatAnEarlierRunTook) {
    auto first = import();
    take(first, "Patient", {patientLine});
    take(first, "Practitioner", {practitionerLine});
    auto later = import();
    EXPECT_EQ(take(later, "Encounter", {encounterLine("enc-9")}).taken, 1u);
}

TEST_F(FhirImportTest, bringsBackNobodyWhoWasShreddedHere) {
    auto import = this->import();
    take(import, "Patient", {patientLine});
    take(import, "Practitioner", {practitionerLine});
    database_.superuser("delete from phi.blind_index");
    database_.superuser("delete from phi.patient_key");
    take(import, "Patient", {replaced(patientLine, "Nora", "Nora Jane")});
    EXPECT_EQ(countOf("phi.patient_key"), 0);
    EXPECT_EQ(countOf("phi.blind_index"), 0);
    EXPECT_EQ(take(import, "Encounter", {encounterLine("enc-9")}).refused,
              (std::vector<RefusedLine>{{1, Refusal::UnknownPatient}}));
}

TEST_F(FhirImportTest, writesAnEntryForEachBatch) {
    auto import = this->import();
    take(import, "Patient", {patientLine, "broken"});
    take(import, "Patient", {patientLine});
    auto superuser = database_.openSuperuser();
    constexpr static db::Query bodies{"test_bodies", "select body from audit.entries order by xid, id"};
    auto work = superuser.begin();
    const auto ticket = work.run(bodies);
    ASSERT_TRUE(work.commit());
    const auto rows = work.take(ticket);
    ASSERT_EQ(rows.size(), 2);
    const auto first = ledger::decode(rows.at(0).get<ledger::Bytes>("body"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->fields().action, ledger::Action::ImportBatch);
    EXPECT_EQ(
        first->fields().details,
        (std::vector<ledger::Detail>{
            {"export", "small"}, {"merged", "0"}, {"refused", "1"}, {"taken", "1"}, {"type", "Patient"}}));
    EXPECT_EQ(first->fields().subjects.size(), 1u);
    EXPECT_EQ(ledger::decode(rows.at(1).get<ledger::Bytes>("body"))->fields().subjects.size(), 0u);
}

TEST_F(FhirImportTest, storesNothingWhenTheEntryCannotBeWritten) {
    auto import = this->import();
    database_.superuser("revoke execute on function audit.append(bytea, bytea) from custos_operations");
    EXPECT_EQ(import.take({"Patient", {{1, patientLine}}}).error(), ImportError::Unavailable);
    EXPECT_EQ(countOf("practice.patient"), 0);
    EXPECT_EQ(countOf("practice.import_source"), 0);
    database_.superuser("grant execute on function audit.append(bytea, bytea) to custos_operations");
}

/// PostgreSQL would refuse two of these, and with them the batch, at every attempt.
TEST_F(FhirImportTest, goesOnPastALineThatTheDatabaseCouldNotTake) {
    auto import = this->import();
    const auto practitioner = [](const std::string& id, const std::string& system) {
        return replaced(replaced(practitionerLine, "prac-9", id), R"("name":)",
                        R"("identifier":[{"system":")" + system + R"(","value":"1"}],"name":)");
    };
    const auto nul = replaced(practitioner("prac-8", "urn:8"), "Uma", R"(U\u0000ma)");
    const auto report = take(import, "Practitioner",
                             {practitioner("prac-7", "urn:7"), nul, practitioner("prac-9", noise(9000)),
                              practitioner("prac-10", "urn:10")});
    EXPECT_EQ(report.taken, 3u);
    EXPECT_EQ(report.refused, (std::vector<RefusedLine>{{2, Refusal::Nul}}));
    EXPECT_EQ(countOf("practice.import_identifier"), 2);

    take(import, "Patient", {patientLine});
    const auto visits = take(import, "Encounter",
                             {encounterLine("enc-8"),
                              replaced(encounterLine("enc-9"), "Practitioner/prac-9",
                                       "Practitioner?identifier=" + noise(9000) + "|1"),
                              encounterLine("enc-10")});
    EXPECT_EQ(visits.taken, 2u);
    EXPECT_EQ(visits.refused, (std::vector<RefusedLine>{{2, Refusal::NoPractitioner}}));
}

TEST_F(FhirImportTest, refusesWhatIsNoBatch) {
    auto import = this->import();
    EXPECT_EQ(import.take({"Condition", {}}).error(), ImportError::UnknownType);
    EXPECT_EQ(import.take({"Patient", std::vector<ImportLine>(maxBatchLines + 1)}).error(),
              ImportError::TooMany);
    EXPECT_EQ(FhirImport::open(desk_.parts(), practice_, "Bad Source").error(), ImportError::BadSource);
    EXPECT_EQ(findPractice(desk_.asKeys(), "nowhere").error(), PracticesError::NoPractice);
    EXPECT_EQ(findPractice(desk_.asKeys(), "specimen").value(), practice_);
}

TEST_F(FhirImportTest, saysWhenThePracticeHasNoPlaceYet) {
    database_.superuser("delete from practice.provider");
    database_.superuser("delete from practice.location");
    auto import = this->import();
    EXPECT_EQ(import.take({"Patient", {{1, patientLine}}}).error(), ImportError::NoLocation);
}

TEST_F(FhirImportTest, leavesNoTraceOfWhatItDropsOrSeals) {
    importSmall();
    database_.superuser("create table public.control as select '999-71-9999 Xcontrolitis' as line");
    database_.superuser("checkpoint");
    const auto directory = database_.directory();
    for (const char* planted : {"999-71-9999", "Xcontrolitis", "EXEMPLAR GENERAL HOSPITAL"})
        EXPECT_FALSE(filesWith(directory, planted).empty()) << planted << " must be found";
    for (const char* value :
         {"999-71-4242", "999-55-0001", "S99971424",          "X71424201X",     "Xracexample",
          "Xformername", "Xnarrative",  "Xsampleitis",        "Testerman",      "Silas",
          "Sampleton",   "Orla",        "silas.testerman",    "555-0142",       "555-0199",
          "1970-03-14",  "Sample Lane", "Hospital admission", "Emergency room", "Neverstored"})
        EXPECT_EQ(filesWith(directory, value), std::vector<std::string>{}) << value;
}

} // namespace custos::jobs
