// What goes over the admin socket comes out at the other end, and nothing else is understood.

#include "server/operator/admin_lines.h"
#include "server/operator/bait_messages.h"
#include "server/operator/import_messages.h"
#include "server/operator/keys_messages.h"
#include "server/operator/practice_messages.h"

#include <gtest/gtest.h>

namespace custos {
namespace {

using nlohmann::json;

/// What json itself would make a number of, though it is none that anybody meant.
const std::vector<json> noIntegers{true, 3.9, 1e300, -1, "3", nullptr, json::array({3})};

/// The line with that in a member's place.
std::string with(const std::string& line, const char* pointer, const json& value) {
    auto changed = json::parse(line);
    changed.at(json::json_pointer(pointer)) = value;
    return lineOf(changed);
}

/// The line without a member.
std::string without(const std::string& line, const std::string& member) {
    auto changed = json::parse(line);
    EXPECT_EQ(changed.erase(member), 1U) << member;
    return lineOf(changed);
}

jobs::PracticeWanted practice() {
    return {.code = "harborlane",
            .name = "Harbor Lane",
            .location = "Harbor",
            .timeZone = "America/Chicago",
            .providers = {"Dr. Ada Exemplar"},
            .opens = std::chrono::minutes(450),
            .closes = std::chrono::hours(18),
            .rooms = {"Exam 1"},
            .visitTypes = {{.name = "Check-up", .minutes = 20}},
            .owner = {.username = "ada", .name = "Ada", .role = "owner", .column = "Dr. Ada Exemplar"}};
}

TEST(BaitMessages, takeNoOtherNumberThanAPracticeCanHave) {
    const auto line = toLine(BaitRequest{"harborlane", 50});
    EXPECT_EQ(readBaitRequest(line).value().count, 50);
    for (const auto& value : noIntegers)
        EXPECT_FALSE(readBaitRequest(with(line, "/count", value))) << value;
    for (const auto value : {std::int64_t{51}, std::int64_t{4294967299}})
        EXPECT_FALSE(readBaitRequest(with(line, "/count", value))) << value;
}

TEST(BaitMessages, sayHowManyStand) {
    const auto line = toLine(BaitReply{3});
    EXPECT_EQ(readBaitReply(line).value().standing, 3);
    for (const auto& value : noIntegers)
        EXPECT_EQ(readBaitReply(with(line, "/standing", value)).error(), notUnderstood) << value;
}

TEST(PracticeMessages, bringAPracticeOver) {
    const auto read = readPracticeWanted(toLine(practice()));
    ASSERT_TRUE(read);
    EXPECT_EQ(toLine(*read), toLine(practice()));
    EXPECT_EQ(read->opens, std::chrono::minutes(450));
    EXPECT_EQ(read->visitTypes.at(0).minutes, 20);
    EXPECT_EQ(read->owner.column, "Dr. Ada Exemplar");
}

TEST(PracticeMessages, needAllOfAPracticeAndWholeMinutes) {
    const auto line = toLine(practice());
    const auto members = json::parse(line);
    for (const auto& member : members.items())
        EXPECT_FALSE(readPracticeWanted(without(line, member.key()))) << member.key();
    for (const char* pointer : {"/opens", "/closes", "/visit_types/0/minutes"})
        for (const json& value : {json(true), json(3.9), json(1e300), json(4294967299), json("3")})
            EXPECT_FALSE(readPracticeWanted(with(line, pointer, value))) << pointer << value;
}

TEST(PracticeMessages, bringAnInvitationOverAndItsAnswer) {
    const auto request = toLine(InvitationRequest{"harborlane", practice().owner});
    ASSERT_TRUE(readInvitationRequest(request));
    EXPECT_EQ(toLine(*readInvitationRequest(request)), request);
    EXPECT_FALSE(readInvitationRequest(without(request, "person")));
    EXPECT_FALSE(readInvitationRequest(with(request, "/person/name", 3)));
    const auto reply = toLine(PracticeReply{.enrolment = "{}", .invitation = "secret"});
    EXPECT_EQ(readPracticeReply(reply).value().invitation, "secret");
    EXPECT_EQ(readPracticeReply(without(reply, "invitation")).error(), notUnderstood);
    EXPECT_EQ(readPracticeReply(errorLine("code_taken")).error(), "code_taken");
}

TEST(KeysMessages, bringARequestOver) {
    EXPECT_EQ(readRotationRequest(toLine(RotationRequest{"harborlane"})).value().practice, "harborlane");
    for (const char* line : {"{", "{}", "3", R"({"practice":3})"})
        EXPECT_FALSE(readRotationRequest(line)) << line;
}

TEST(KeysMessages, tellProgressFromTheEnd) {
    const auto told = toLine(RotationTold{250, 1200});
    EXPECT_EQ(std::get<RotationTold>(readRotationNews(told).value()).done, 250U);
    const auto end = toLine(RotationEnd{2, 7, true});
    EXPECT_EQ(std::get<RotationEnd>(readRotationNews(end).value()).unreadable, 7U);
    EXPECT_EQ(readRotationNews(errorLine("busy")).error(), "busy");
    for (const auto& value : noIntegers) {
        EXPECT_EQ(readRotationNews(with(told, "/of", value)).error(), notUnderstood) << value;
        EXPECT_EQ(readRotationNews(with(end, "/version", value)).error(), notUnderstood) << value;
    }
    EXPECT_EQ(readRotationNews(with(end, "/version", 4294967298)).error(), notUnderstood);
    EXPECT_EQ(readRotationNews(with(end, "/retired", 1)).error(), notUnderstood);
}

TEST(ImportMessages, bringARequestAndABatchsHeaderOver) {
    const auto request = toLine(ImportRequest{"harborlane", "fhir"});
    EXPECT_EQ(readImportRequest(request).value().source, "fhir");
    EXPECT_FALSE(readImportRequest(without(request, "source")));
    const auto header = toLine(BatchHeader{"Patient", {1, 2}});
    EXPECT_EQ(readBatchHeader(header).value().numbers, (std::vector<std::uint64_t>{1, 2}));
    for (const auto& value : noIntegers)
        EXPECT_FALSE(readBatchHeader(with(header, "/numbers/1", value))) << value;
    EXPECT_FALSE(readBatchHeader(with(header, "/numbers", {{"1", 1}})));
}

TEST(ImportMessages, bringAReportOver) {
    jobs::ImportReport report;
    report.taken = 2;
    report.dropped = {{"race", 2}};
    const auto line = toLine(report);
    const auto read = readBatchResult(line);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->taken, 2U);
    EXPECT_EQ(read->dropped, report.dropped);
    for (const char* pointer : {"/taken", "/merged", "/changed", "/dropped/race"})
        for (const auto& value : noIntegers)
            EXPECT_EQ(readBatchResult(with(line, pointer, value)).error(), notUnderstood) << pointer << value;
}

TEST(ImportMessages, areReadyOrNot) {
    EXPECT_TRUE(readReady(readyLine()));
    EXPECT_EQ(readReady(errorLine("no_practice")).error(), "no_practice");
    for (const char* line : {R"({"ready":false})", R"({"ready":1})", "{}", ""})
        EXPECT_EQ(readReady(line).error(), notUnderstood) << line;
}

} // namespace
} // namespace custos
