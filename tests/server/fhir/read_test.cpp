#include "server/fhir/read.h"

#include <gtest/gtest.h>

#include <string>

using namespace custos::fhir;

namespace {

const std::string patientLine = R"({"resourceType":"Patient","id":"p-1","text":{"div":"<b>x</b>"},
 "extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"},{"url":"urn:other"}],
 "identifier":[{"type":{"coding":[{"code":"SS"}]},"value":"999-00-0000"},
               {"type":{"coding":[{"code":"DL"}]},"value":"S0"},{"type":{"coding":[{"code":"PPN"}]},"value":"X0"}],
 "name":[{"use":"maiden","family":"Oldname"},{"use":"official","family":"Testerman","given":["Silas","Q"]}],
 "telecom":[{"system":"phone","value":"555-0100"},{"system":"email","value":"silas@example.org"}],
 "birthDate":"1970-03-14","gender":"male",
 "address":[{"line":["1 Sample Lane"],"city":"Specimen","state":"KS","postalCode":"00000"}],
 "communication":[{"language":{"coding":[{"code":"es"}],"text":"Spanish"}}],"multipleBirthBoolean":false})";

const std::string encounterLine = R"json({"resourceType":"Encounter","id":"e-1","status":"finished",
 "type":[{"text":"Encounter for check up (procedure)"}],"subject":{"reference":"Patient/p-1"},
 "participant":[{"individual":{"reference":"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999"}}],
 "period":{"start":"1989-10-04T02:25:16-04:00","end":"1989-10-06T07:25:16-04:00"},
 "reasonCode":[{"coding":[{"display":"End-stage renal disease (disorder)"}]}]})json";

Refusal refusalOf(const std::string& line, std::string_view type = "") {
    Dropped dropped;
    const auto result = readLine(line, type, dropped);
    EXPECT_FALSE(result.has_value());
    return result.has_value() ? Refusal::TooLong : result.error();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

} // namespace

TEST(FhirRead, TakesOfAPatientWhatIsStoredAndCountsTheRest) {
    Dropped dropped;
    const auto result = readLine(patientLine, "Patient", dropped);
    ASSERT_TRUE(result.has_value());
    const auto& patient = std::get<Patient>(*result);
    EXPECT_EQ(patient.family, "Testerman");
    EXPECT_EQ(patient.given, "Silas Q");
    EXPECT_EQ(patient.birthDate, "1970-03-14");
    EXPECT_EQ(patient.phone, "555-0100");
    EXPECT_EQ(patient.address, "1 Sample Lane, Specimen, KS 00000");
    EXPECT_EQ(patient.language, "Spanish");
    EXPECT_EQ(dropped, (Dropped{{"social security number", 1},
                                {"driver's licence", 1},
                                {"passport number", 1},
                                {"race", 1},
                                {"other extension", 1},
                                {"narrative", 1},
                                {"gender", 1},
                                {"earlier or other name", 1},
                                {"other element", 1}}));
}

TEST(FhirRead, TakesTheTypeOfAVisitAndDropsItsDiagnosis) {
    Dropped dropped;
    const auto result = readLine(encounterLine, "Encounter", dropped);
    ASSERT_TRUE(result.has_value());
    const auto& visit = std::get<Encounter>(*result);
    EXPECT_EQ(visit.visitType, "Encounter for check up");
    EXPECT_EQ(visit.patient, (Reference{"Patient", "", "p-1"}));
    EXPECT_EQ(visit.practitioner, (Reference{"Practitioner", "http://hl7.org/fhir/sid/us-npi", "9999"}));
    EXPECT_EQ(visit.start.time_since_epoch().count(), 623485516);
    EXPECT_EQ((visit.end - visit.start).count(), 53 * 3600);
    EXPECT_EQ(dropped, (Dropped{{"diagnosis or reason code", 1}}));
}

TEST(FhirRead, RefusesWithAReasonAndNeverThrows) {
    EXPECT_EQ(refusalOf("{"), Refusal::NotJson);
    EXPECT_EQ(refusalOf("[1]"), Refusal::NotAnObject);
    EXPECT_EQ(refusalOf(std::string(maxLineBytes + 1, ' ')), Refusal::TooLong);
    EXPECT_EQ(refusalOf(R"({"a":)" + std::string(500, '[') + std::string(500, ']') + "}"), Refusal::NotJson);
    EXPECT_EQ(refusalOf("{\"resourceType\":\"\xff\"}"), Refusal::NotJson);
    EXPECT_EQ(refusalOf(patientLine, "Encounter"), Refusal::WrongType);
    EXPECT_EQ(refusalOf(R"({"resourceType":"Observation","id":"o"})"), Refusal::UnknownType);
    EXPECT_EQ(refusalOf(replaced(patientLine, "\"p-1\"", "\"../p\"")), Refusal::NoId);
    EXPECT_EQ(refusalOf(replaced(patientLine, "\"Testerman\"", "7")), Refusal::NoName);
    EXPECT_EQ(refusalOf(replaced(patientLine, "1970-03-14", "1970-02-30")), Refusal::BadDate);
    EXPECT_EQ(refusalOf(replaced(patientLine, "Testerman", std::string(500, 'x'))), Refusal::TextTooLong);
    EXPECT_EQ(refusalOf(replaced(encounterLine, "finished", "in-progress")), Refusal::NotFinished);
    EXPECT_EQ(refusalOf(replaced(encounterLine, "1989-10-06", "1989-10-03")), Refusal::NoPeriod);
    EXPECT_EQ(refusalOf(replaced(encounterLine, "Patient/p-1", "nobody")), Refusal::NoPatient);
    EXPECT_EQ(refusalOf(replaced(encounterLine, "|9999", "")), Refusal::NoPractitioner);
}

TEST(FhirRead, TakesNoTextThatIsLongerThanTheApiLetsAnybodyWrite) {
    const std::pair<const char*, std::size_t> texts[] = {
        {"Testerman", 150}, {"Silas", 148}, {"555-0100", 40}, {"silas@example.org", 200}, {"Spanish", 100}};
    for (const auto& [text, longest] : texts) {
        Dropped dropped;
        EXPECT_TRUE(readLine(replaced(patientLine, text, std::string(longest, 'x')), "Patient", dropped))
            << text;
        EXPECT_EQ(refusalOf(replaced(patientLine, text, std::string(longest + 1, 'x'))), Refusal::TextTooLong)
            << text;
    }
    EXPECT_EQ(refusalOf(replaced(patientLine, "1 Sample Lane", std::string(400, 'x'))), Refusal::TextTooLong);
    EXPECT_EQ(refusalOf(replaced(encounterLine, "Encounter for check up", std::string(401, 'x'))),
              Refusal::TextTooLong);
    const std::string name(201, 'x');
    for (const std::string& line :
         {R"({"resourceType":"Location","id":"l-1","name":")" + name + R"("})",
          R"({"resourceType":"Organization","id":"o-1","description":")" + name + R"("})",
          R"({"resourceType":"Practitioner","id":"d-1","name":[{"family":")" + name + R"("}]})",
          R"({"resourceType":"PractitionerRole","id":"r-1","practitioner":{"reference":"Practitioner/d-1"},
              "specialty":[{"text":")" +
              name + R"("}]})"})
        EXPECT_EQ(refusalOf(line), Refusal::TextTooLong) << line.substr(0, 40);
}

TEST(FhirRead, TakesNoLineWithANulInAnyOfItsTexts) {
    for (const char* text : {"Testerman", "Oldname", "Specimen", "us-core-race", "multipleBirthBoolean"})
        EXPECT_EQ(refusalOf(replaced(patientLine, text, R"(x\u0000y)")), Refusal::Nul) << text;
    Dropped dropped;
    EXPECT_TRUE(readLine(replaced(patientLine, "Testerman", R"(x\\u0000y)"), "Patient", dropped))
        << "six characters that look like one";
}

TEST(FhirRead, TakesNoIdentifierOrReferenceThatIsTooLongForAKey) {
    const std::string longest(400, 'x');
    const std::string practitioner =
        R"({"resourceType":"Practitioner","id":"d-1","name":[{"family":"Mockridge"}],"identifier":[)"
        R"({"system":"urn:short","value":"1"},{"system":"SYSTEM","value":"VALUE"}]})";
    const auto identifiersWith = [&](const std::string& system, const std::string& value) {
        Dropped dropped;
        const auto result =
            readLine(replaced(replaced(practitioner, "SYSTEM", system), "VALUE", value), "", dropped);
        return result ? std::get<Practitioner>(*result).identifiers.size() : 0;
    };
    EXPECT_EQ(identifiersWith(longest, longest), 2u);
    EXPECT_EQ(identifiersWith(longest + "x", "2"), 1u);
    EXPECT_EQ(identifiersWith("urn:x", longest + "x"), 1u);
    Dropped dropped;
    EXPECT_TRUE(readLine(replaced(encounterLine, "9999", longest), "", dropped));
    EXPECT_EQ(refusalOf(replaced(encounterLine, "9999", longest + "x")), Refusal::NoPractitioner);
    EXPECT_EQ(refusalOf(replaced(encounterLine, "http://hl7.org/fhir/sid/us-npi", longest + "x")),
              Refusal::NoPractitioner);
}

TEST(FhirRead, NamesEveryRefusal) {
    for (int code = 0; code <= int(Refusal::Nul); ++code)
        EXPECT_FALSE(name(Refusal(code)).empty());
}

TEST(FhirRead, SurvivesEveryTruncationAndEveryChangedByte) {
    for (const std::string& line : {patientLine, encounterLine}) {
        for (std::size_t length = 0; length < line.size(); ++length) {
            Dropped dropped;
            EXPECT_FALSE(readLine(std::string_view(line).substr(0, length), "", dropped).has_value());
        }
        for (std::size_t at = 0; at < line.size(); ++at)
            for (const char byte : {'\0', '"', '{', ']', '\xff', '9'}) {
                std::string changed = line;
                changed[at] = byte;
                Dropped dropped;
                (void)readLine(changed, "", dropped);
            }
    }
}

TEST(FhirRead, KeepsNoNumberOfAPersonsOwnAmongAPractitionersIdentifiers) {
    Dropped dropped;
    const auto result = readLine(R"({"resourceType":"Practitioner","id":"d-1","name":[{"family":"Mockridge"}],
        "identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"9990000001"},
                      {"type":{"coding":[{"code":"SS"}]},"value":"999-55-0001"},
                      {"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-55-0001"}]})",
                                 "Practitioner", dropped);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(std::get<Practitioner>(*result).identifiers,
              (std::vector<Identifier>{{"http://hl7.org/fhir/sid/us-npi", "9990000001"}}));
    EXPECT_EQ(dropped, (Dropped{{"social security number", 2}}));
}

TEST(FhirRead, TakesALocationsOrganization) {
    Dropped dropped;
    const auto result = readLine(R"({"resourceType":"Location","id":"l-1","name":"MOCKRIDGE URGENT CARE",
        "managingOrganization":{"identifier":{"system":"urn:x","value":"o-1"}}})",
                                 "Location", dropped);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(std::get<Location>(*result).organization, (Reference{"", "urn:x", "o-1"}));
}
